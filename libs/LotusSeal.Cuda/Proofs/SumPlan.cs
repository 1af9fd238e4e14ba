namespace LotusSeal.Cuda.Proofs;

/// <summary>How a sum of multiples is cut up (native/src/sums.h).</summary>
/// <param name="Bits">Bits of a digit.</param>
/// <param name="Windows">Digits of a scalar.</param>
/// <param name="Entries">Digits that are not zero, at most.</param>
/// <param name="SegmentEntries">Entries that one thread adds up.</param>
/// <param name="Run">Buckets that one thread weighs.</param>
internal sealed record SumPlan(int Bits, int Windows, long Entries, int SegmentEntries, int Run)
{
    private const int ScalarBits = 255, MinBits = 3, MaxBits = 20;

    /// <summary>Most entries of a segment, and threads that are worth shorter ones.</summary>
    private const int LongestSegment = 64, Threads = 1 << 16;

    /// <summary>Most buckets of a run.</summary>
    private const int LongestRun = 32;

    /// <summary>What a bucket costs beside the points, in additions of points: two of sums.</summary>
    private const double BucketCost = 3;

    /// <summary>Buckets of a window.</summary>
    public int WindowBuckets => 1 << (Bits - 1);

    /// <summary>Buckets of all windows.</summary>
    public int Buckets => Windows * WindowBuckets;

    /// <summary>Threads that add up segments.</summary>
    public int Segments => (int)((Entries + SegmentEntries - 1) / SegmentEntries);

    /// <summary>Runs of a window, a power of two.</summary>
    public int WindowParts => WindowBuckets / Run;

    /// <summary>The plan with the fewest additions.</summary>
    /// <param name="count">Scalars.</param>
    /// <param name="others">How many of them are neither 0 nor 1.</param>
    public static SumPlan For(int count, int others)
    {
        int bits = Enumerable.Range(MinBits, MaxBits - MinBits + 1).MinBy(bits => WindowsOf(bits) * (others + BucketCost * (1 << (bits - 1))));
        long entries = (long)others * WindowsOf(bits) + (count - others);
        int segment = 4;
        while (segment < LongestSegment && entries / segment > Threads) segment *= 2;
        return new SumPlan(bits, WindowsOf(bits), entries, segment, Math.Min(LongestRun, 1 << (bits - 1)));
    }

    /// <summary>The highest digit has room for the carry of the one below it.</summary>
    private static int WindowsOf(int bits) => ScalarBits / bits + 1;
}
