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
    public static double Seconds(ISealingBackend backend, GraphSeeds graph, int chains, int runs)
    {
        int nodes = (int)graph.Nodes;
        uint* parents = (uint*)NativeMemory.Alloc((nuint)nodes * 14, sizeof(uint));
        LabelChain* labels = stackalloc LabelChain[chains];
        for (int i = 0; i < chains; i++)
        {
            labels[i].ReplicaId = (byte*)NativeMemory.AllocZeroed(Digest.Size);
            labels[i].ReplicaId[0] = (byte)(i + 1);
            labels[i].Layer = (byte*)NativeMemory.AllocZeroed((nuint)nodes, Digest.Size);
            labels[i].PreviousLayer = (byte*)NativeMemory.AllocZeroed((nuint)nodes, Digest.Size);
        }

        backend.GenerateParents(graph, 0, nodes, parents);
        double best = double.MaxValue;
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            backend.LabelRange(labels, chains, 2, 0, nodes, parents);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        for (int i = 0; i < chains; i++)
        {
            NativeMemory.Free(labels[i].ReplicaId);
            NativeMemory.Free(labels[i].Layer);
            NativeMemory.Free(labels[i].PreviousLayer);
        }

        NativeMemory.Free(parents);
        return best;
    }
}
