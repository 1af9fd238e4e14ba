using System.Security.Cryptography;

namespace LotusSeal.Sealing.Hashing;

/// <summary>SHA-256 with the two top bits of the last byte cleared, so that the digest is a field element (porep.md 2.2).</summary>
public static class Sha254
{
    /// <summary>Hashes <paramref name="data"/> into 32 bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        SHA256.HashData(data, digest);
        digest[31] &= 0x3f;
    }

    /// <summary>Hashes <paramref name="data"/>.</summary>
    public static Digest Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[Digest.Size];
        Hash(data, digest);
        return new Digest(digest);
    }

    /// <summary>The parent of two nodes.</summary>
    public static Digest HashPair(Digest left, Digest right)
    {
        Span<byte> pair = stackalloc byte[2 * Digest.Size];
        left.Span.CopyTo(pair);
        right.Span.CopyTo(pair[Digest.Size..]);
        return Hash(pair);
    }
}
