namespace LotusSeal.Sealing.Memory;

/// <summary>
/// Where in a page a buffer begins. Chains that are labelled together touch the same node of each of their buffers at the same time, and processors
/// look a line of their first cache up by some bits of its address: buffers that agree in them push each other's lines out (benchmarks.md). So
/// buffers that live at the same time begin at different places, whatever the addresses of their pages are.
/// </summary>
internal sealed class BufferOffsets
{
    /// <summary>Bytes between two places: 8 nodes, so that chains a few nodes apart do not meet either.</summary>
    public const int Step = 256;

    /// <summary>All places lie in the smallest page there is.</summary>
    public const int Places = 4096 / Step;

    private readonly Lock _gate = new();
    private readonly int[] _taken = new int[Places];

    /// <summary>Those of this process.</summary>
    public static BufferOffsets Shared { get; } = new();

    /// <summary>Takes the place that the fewest have, the first ones far from each other.</summary>
    /// <returns>Bytes, a multiple of <see cref="Step"/> below 4096.</returns>
    public int Take()
    {
        lock (_gate)
        {
            int turn = Array.IndexOf(_taken, _taken.Min());
            _taken[turn]++;
            return Reverse(turn) * Step;
        }
    }

    /// <summary>Gives back what <see cref="Take"/> gave.</summary>
    public void Return(int offset)
    {
        lock (_gate) _taken[Reverse(offset / Step)]--;
    }

    /// <summary>The bits of a place in the other order: 0, 8, 4, 12, …</summary>
    private static int Reverse(int place)
    {
        int reversed = 0;
        for (int bit = 1; bit < Places; bit <<= 1) reversed = (reversed << 1) | ((place & bit) != 0 ? 1 : 0);
        return reversed;
    }
}
