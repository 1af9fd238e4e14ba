using System.Numerics;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.Pieces;

/// <summary>Commitments of pieces of zeroes (porep.md 2.4).</summary>
public static class ZeroPieces
{
    private const int Levels = 40;
    private static readonly Digest[] Commitments = Build();

    /// <summary>The commitment of a padded power of two of zero bytes, at least 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a power of two from 64 bytes to 16 TiB.</exception>
    public static Digest Commitment(ulong paddedSize)
    {
        int level = BitOperations.Log2(paddedSize) - BitOperations.Log2(Digest.Size);
        if (!ulong.IsPow2(paddedSize) || level is < 1 or >= Levels)
            throw new ArgumentOutOfRangeException(nameof(paddedSize), paddedSize, $"{paddedSize} is not the padded size of a piece.");
        return Commitments[level];
    }

    private static Digest[] Build()
    {
        Digest[] commitments = new Digest[Levels];
        for (int i = 1; i < Levels; i++) commitments[i] = Sha254.HashPair(commitments[i - 1], commitments[i - 1]);
        return commitments;
    }
}
