using LotusSeal.Primitives.Interop;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Labels;

/// <summary>Measures how many sectors are worth labelling in one loop on this processor.</summary>
/// <remarks>
/// A chain of SHA-256 waits for each of its rounds. How many chains fit into the gaps depends on how often the processor can start a round: on some
/// two take hardly longer than one, on some four (docs/benchmarks.md); but then the memory may not keep up. So the layers here, all together, are
/// larger than caches of their usual sizes, and each run has other nodes.
/// It is the thread's own time that counts: on a loaded machine it waits for the processor, more often in one run than in another.
/// </remarks>
internal static class LabelGain
{
    /// <summary>Twice the sectors in one loop must give this many times the labels: they also share the loop's troubles.</summary>
    public const double Least = 1.25;

    private const int Nodes = 2048, Runs = 5;

    /// <summary>Nodes of a layer: 16 MiB.</summary>
    private const int LayerNodes = 1 << 19;

    /// <summary>Sectors in one loop: 1, 2 or 4, at most what the backend takes at once. Takes some 100 ms and 128 MiB.</summary>
    public static int Measure(LabelBackend labels)
    {
        int most = labels.MaxChains;
        if (most == 1) return 1;
        List<LayerMemory> layers = [];
        try
        {
            for (int i = 0; i < 2 * most; i++)
            {
                layers.Add(LayerMemory.Allocate((ulong)LayerNodes * Digest.Size));
                layers[i].Slice(0, LayerNodes * Digest.Size).Clear();
            }
            return Choose(most, sectors => Time(labels, sectors, layers));
        }
        finally
        {
            layers.ForEach(layer => layer.Dispose());
        }
    }

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

    private static double Time(LabelBackend labels, int sectors, List<LayerMemory> layers)
    {
        int most = layers.Count / 2;
        double best = double.MaxValue;
        for (int run = 0; run < Runs; run++)
        {
            // Fewer sectors go through the memory of all.
            LabelChain[] chains = [.. Enumerable.Range(0, sectors).Select(i => Chain(layers, (run * sectors + i) % most, isAlone: sectors == 1))];
            int first = LayerNodes - Nodes * (run + 1);
            uint[] parents = Parents(first);
            TimeSpan start = Libc.ThreadTime;
            labels.Label(chains, (uint)first, parents);
            best = Math.Min(best, (Libc.ThreadTime - start).TotalSeconds);
        }
        return best;
    }

    /// <summary>A sector in two of the layers, or beside its neighbour in their four.</summary>
    private static LabelChain Chain(List<LayerMemory> layers, int sector, bool isAlone)
    {
        if (isAlone) return layers[2 * sector].Chain(default, 2, layers[2 * sector + 1]);
        int seat = sector % 2, first = 2 * (sector - seat);
        return new LabelChain(default, LayerNodes, 2, layers[first].PlacesBeside(layers[first + 2], seat),
            layers[first + 1].PlacesBeside(layers[first + 3], seat));
    }

    /// <summary>As those of a graph: the predecessor, five that are mostly near, and eight of the layer below from anywhere.</summary>
    private static uint[] Parents(int first)
    {
        Random random = new(first);
        uint[] parents = new uint[Nodes * SectorGraph.Degree];
        for (int i = 0; i < parents.Length; i++)
        {
            int node = first + i / SectorGraph.Degree, slot = i % SectorGraph.Degree;
            int distance = slot == 0 ? 1 : 1 + random.Next(Math.Min(node, 1 << random.Next(20)));
            parents[i] = (uint)(slot < SectorGraph.BaseDegree ? node - distance : random.Next(LayerNodes));
        }
        return parents;
    }
}
