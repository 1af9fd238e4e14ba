using LotusSeal.Primitives.Interop;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Labels;

/// <summary>Measures how many sectors are worth labelling in one loop on this processor.</summary>
/// <remarks>
/// A chain of SHA-256 waits for each of its rounds. How many chains fit into the gaps depends on how often the processor can start a round: on some
/// two take hardly longer than one, on some four (docs/benchmarks.md). The labels lie in the second cache here, those of a sector do not.
/// It is the thread's own time that counts: on a loaded machine it waits for the processor, more often in one run than in another.
/// </remarks>
internal static class LabelGain
{
    /// <summary>Twice the sectors in one loop must give this many times the labels: they also share the loop's troubles.</summary>
    public const double Least = 1.25;

    private const int Nodes = 2048, Runs = 5;

    /// <summary>Sectors in one loop: 1, 2 or 4, at most what the backend takes at once. Takes some 20 ms.</summary>
    public static int Measure(LabelBackend labels) => Choose(labels.MaxChains, Timer(labels));

    /// <summary>The choice.</summary>
    /// <param name="most">Sectors that a backend takes at once.</param>
    /// <param name="seconds">How long so many sectors take for the same nodes.</param>
    internal static int Choose(int most, Func<int, double> seconds)
    {
        int width = 1;
        double time = most > 1 ? seconds(1) : 0;
        while (2 * width <= most)
        {
            double wider = seconds(2 * width);
            if (2 * time < Least * wider) break;
            (width, time) = (2 * width, wider);
        }
        return width;
    }

    private static Func<int, double> Timer(LabelBackend labels)
    {
        uint[] parents = new uint[Nodes * SectorGraph.Degree];
        uint state = 1;
        for (int i = SectorGraph.Degree; i < parents.Length; i++)
        {
            uint node = (uint)(i / SectorGraph.Degree);
            state = state * 1664525 + 1013904223;
            // The predecessor, and others: which does not matter.
            parents[i] = i % SectorGraph.Degree == 0 ? node - 1 : (state >> 8) % node;
        }
        return sectors => Time(labels, sectors, parents);
    }

    private static double Time(LabelBackend labels, int sectors, uint[] parents)
    {
        List<LayerMemory> layers = [];
        try
        {
            for (int i = 0; i < 2 * sectors; i++)
            {
                layers.Add(LayerMemory.Allocate(Nodes * Digest.Size));
                layers[i].Slice(0, Nodes * Digest.Size).Clear();
            }
            LabelChain[] chains = [.. Enumerable.Range(0, sectors).Select(i => layers[2 * i].Chain(default, 2, layers[2 * i + 1]))];
            double best = double.MaxValue;
            for (int run = 0; run < Runs; run++)
            {
                TimeSpan start = Libc.ThreadTime;
                labels.Label(chains, 0, parents);
                best = Math.Min(best, (Libc.ThreadTime - start).TotalSeconds);
            }
            return best;
        }
        finally
        {
            layers.ForEach(layer => layer.Dispose());
        }
    }
}
