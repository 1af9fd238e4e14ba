using System.Buffers.Binary;
using LotusSeal.Primitives;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Worker.Provers;

/// <summary>What a proof of spacetime is made of, as it travels to the prover: randomness, partition as u32 LE, vanilla proofs.</summary>
/// <param name="Randomness">What the chain drew.</param>
/// <param name="Partition">Number of the partition.</param>
/// <param name="Sectors">The vanilla proofs.</param>
internal sealed record PostInput(Digest Randomness, int Partition, IReadOnlyList<PostSectorProof> Sectors)
{
    private const int HeadSize = Digest.Size + sizeof(uint);

    /// <summary>The bytes.</summary>
    public static byte[] Write(Digest randomness, int partition, IReadOnlyList<byte[]> vanillaProofs)
    {
        byte[] bytes = new byte[HeadSize + vanillaProofs.Sum(proof => proof.Length)];
        randomness.Span.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Digest.Size), partition);
        int offset = HeadSize;
        foreach (byte[] proof in vanillaProofs)
        {
            proof.CopyTo(bytes, offset);
            offset += proof.Length;
        }

        return bytes;
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="SealingException">They are of another kind of proof, or damaged.</exception>
    public static PostInput Read(RegisteredPoStProof proof, byte[] bytes)
    {
        PoRepConfig config = proof.SectorShape();
        int each = PostProofFormat.LengthOf(config, proof.Challenges());
        if (bytes.Length < HeadSize || (bytes.Length - HeadSize) % each != 0)
            throw new SealingException($"{bytes.Length} bytes are no vanilla proofs of {proof}, which have {each} bytes each.");
        PostSectorProof[] sectors = new PostSectorProof[(bytes.Length - HeadSize) / each];
        for (int i = 0; i < sectors.Length; i++) sectors[i] = PostProofFormat.Read(config, bytes.AsSpan(HeadSize + i * each, each));
        return new PostInput(new Digest(bytes.AsSpan(0, Digest.Size)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Digest.Size)), sectors);
    }
}
