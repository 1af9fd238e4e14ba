using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Which nodes of a sector a proof of spacetime opens (post.md 3.1).</summary>
public static class PostChallenges
{
    /// <summary>Challenges of one sector.</summary>
    /// <param name="proof">The proof that is made of it.</param>
    /// <param name="randomness">What the chain drew.</param>
    /// <param name="sectorNumber">Number of the sector.</param>
    /// <param name="position">Its position among all sectors that are proved, in ascending order.</param>
    public static ulong[] Draw(RegisteredPoStProof proof, Digest randomness, ulong sectorNumber, int position)
    {
        int count = proof.Challenges();
        return Draw(randomness, sectorNumber, proof.CountsPositions() ? (ulong)position * (ulong)count : 0, count, proof.SectorShape().Nodes);
    }

    /// <summary>Index of the sector that wins, among the eligible ones of a miner in ascending order (post.md 3.2).</summary>
    /// <param name="proverId">The miner.</param>
    /// <param name="randomness">What the chain drew.</param>
    /// <param name="eligible">How many sectors there are to choose from.</param>
    public static ulong DrawWinner(Digest proverId, Digest randomness, ulong eligible)
    {
        ArgumentOutOfRangeException.ThrowIfZero(eligible);
        Span<byte> message = stackalloc byte[2 * Digest.Size + sizeof(ulong)], hash = stackalloc byte[SHA256.HashSizeInBytes];
        message.Clear();
        proverId.Span.CopyTo(message);
        WriteMasked(randomness, message[Digest.Size..]);
        SHA256.HashData(message, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash) % eligible;
    }

    /// <summary>Challenges of one sector.</summary>
    /// <param name="randomness">What the chain drew; its two top bits are cleared here (post.md 2).</param>
    /// <param name="sectorNumber">Number of the sector.</param>
    /// <param name="firstIndex">0; under proofs of version 1.0.0 the sector's position in the list times <paramref name="count"/>.</param>
    /// <param name="count">How many.</param>
    /// <param name="nodes">Nodes of the sector.</param>
    public static ulong[] Draw(Digest randomness, ulong sectorNumber, ulong firstIndex, int count, ulong nodes)
    {
        Span<byte> message = stackalloc byte[Digest.Size + 2 * sizeof(ulong)], hash = stackalloc byte[SHA256.HashSizeInBytes];
        WriteMasked(randomness, message);
        BinaryPrimitives.WriteUInt64LittleEndian(message[Digest.Size..], sectorNumber);
        ulong[] challenges = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(message[(Digest.Size + sizeof(ulong))..], firstIndex + (ulong)i);
            SHA256.HashData(message, hash);
            challenges[i] = BinaryPrimitives.ReadUInt64LittleEndian(hash) % nodes;
        }
        return challenges;
    }

    private static void WriteMasked(Digest randomness, Span<byte> destination)
    {
        randomness.Span.CopyTo(destination);
        destination[Digest.Size - 1] &= 0x3f;
    }
}
