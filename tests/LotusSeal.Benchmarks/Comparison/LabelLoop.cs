using System.Diagnostics;
using System.Runtime.InteropServices;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>The label loop alone: one sector, and four sectors at once, on one thread.</summary>
internal static unsafe class LabelLoop
{
    /// <summary>Bytes of a padded label message (porep.md 3.6).</summary>
    public const int MessageBytes = 1280;

    /// <summary>Cycles per byte of one chain of SHA-256 with the x86 instructions: 32 double rounds of 4 cycles for 64 bytes.</summary>
    public const double LimitCyclesPerByte = 2.0;

    /// <summary>
    /// Seconds for layer 2 over every node of the graph with <paramref name="chains"/> sectors; the best of <paramref name="runs"/>.
    /// </summary>
    public static double Seconds(SealingBackend backend, GraphSeeds graph, int chains, int runs)
    {
        int nodes = (int)graph.Nodes;
        uint[] parents = new uint[nodes * SectorGraph.Degree];
        byte** layers = stackalloc byte*[2 * chains];
        for (int i = 0; i < 2 * chains; i++) layers[i] = (byte*)NativeMemory.AlignedAlloc((nuint)nodes * Digest.Size, 64);
        for (int i = 0; i < 2 * chains; i++) NativeMemory.Clear(layers[i], (nuint)nodes * Digest.Size);
        LabelChain[] labels = new LabelChain[chains];
        for (int i = 0; i < chains; i++)
        {
            Digest replicaId = new([(byte)(i + 1), .. new byte[Digest.Size - 1]]);
            labels[i] = new LabelChain(replicaId, graph.Nodes, 2, PlacesOf(layers, i, chains), PlacesOf(layers + chains, i, chains));
        }

        using (OpenGraph open = backend.Graph!.Open(graph)) open.Fill(0, parents);
        double best = double.MaxValue;
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            backend.Labels!.Label(labels, 0, parents);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        for (int i = 0; i < 2 * chains; i++) NativeMemory.AlignedFree(layers[i]);
        return best;
    }

    /// <summary>Two and two side by side, as the worker lays them.</summary>
    private static LabelPlaces PlacesOf(byte** layers, int sector, int sectors) =>
        sectors == 1 ? new LabelPlaces(layers[0]) : LabelPlaces.Beside(layers[sector & ~1], layers[sector | 1], sector & 1);
}
