using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Which nodes of a sector a proof of spacetime opens (post.md 3.1).</summary>
public static class PostChallenges
{
    /// <summary>Challenges of one sector.</summary>
    /// <param name="randomness">What the chain drew; its two top bits are cleared here (post.md 2).</param>
    /// <param name="sectorNumber">Number of the sector.</param>
    /// <param name="firstIndex">0; under proofs of version 1.0.0 the sector's position in the list times <paramref name="count"/>.</param>
    /// <param name="count">How many.</param>
    /// <param name="nodes">Nodes of the sector.</param>
    public static ulong[] Draw(Digest randomness, ulong sectorNumber, ulong firstIndex, int count, ulong nodes)
    {
        Span<byte> message = stackalloc byte[Digest.Size + 2 * sizeof(ulong)], hash = stackalloc byte[SHA256.HashSizeInBytes];
        randomness.Span.CopyTo(message);
        message[Digest.Size - 1] &= 0x3f;
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
}
