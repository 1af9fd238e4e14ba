using System.Buffers.Binary;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Worker.Provers;

/// <summary>
/// What the proof of an update is made of, as it travels to the prover: old CommR, new CommR, new CommD, then each vanilla proof behind its
/// length as u32 LE.
/// </summary>
/// <param name="Statement">What is proved.</param>
/// <param name="VanillaProofs">One of each partition.</param>
internal sealed record ReplicaUpdateInput(UpdateStatement Statement, IReadOnlyList<byte[]> VanillaProofs)
{
    private const int HeadSize = 3 * Digest.Size;

    /// <summary>Bytes of it with so many vanilla proofs.</summary>
    public static long LengthOf(IEnumerable<byte[]> vanillaProofs) => HeadSize + vanillaProofs.Sum(proof => sizeof(uint) + (long)proof.Length);

    /// <summary>Reads it.</summary>
    /// <exception cref="SealingException">It is cut.</exception>
    public static ReplicaUpdateInput Read(ReadOnlySpan<byte> bytes)
    {
        Digest oldCommR = new(Take(ref bytes, Digest.Size)), commR = new(Take(ref bytes, Digest.Size)), commD = new(Take(ref bytes, Digest.Size));
        List<byte[]> proofs = [];
        while (!bytes.IsEmpty)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, sizeof(uint)));
            proofs.Add(Take(ref bytes, length).ToArray());
        }

        return new ReplicaUpdateInput(new UpdateStatement(new CommR(oldCommR), new SealCommitments(new CommR(commR), new CommD(commD))), proofs);
    }

    /// <summary>Its bytes.</summary>
    public byte[] Write()
    {
        byte[] bytes = new byte[LengthOf(VanillaProofs)];
        Statement.OldCommR.Span.CopyTo(bytes);
        Statement.New.CommR.Span.CopyTo(bytes.AsSpan(Digest.Size));
        Statement.New.CommD.Span.CopyTo(bytes.AsSpan(2 * Digest.Size));
        Span<byte> rest = bytes.AsSpan(HeadSize);
        foreach (byte[] proof in VanillaProofs)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, proof.Length);
            proof.CopyTo(rest[sizeof(uint)..]);
            rest = rest[(sizeof(uint) + proof.Length)..];
        }

        return bytes;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, uint length)
    {
        if (length > bytes.Length) throw new SealingException("The input of the proof of an update is cut.");
        ReadOnlySpan<byte> taken = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return taken;
    }
}
