using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Phases;

/// <summary>The memory that a phase takes at most, besides what the system keeps of its files.</summary>
/// <param name="Bytes">All but layers.</param>
/// <param name="Layer">Bytes of a layer; 0 for a phase that has none in memory.</param>
public readonly record struct PhaseMemory(ulong Bytes, ulong Layer = 0)
{
    /// <summary>Parents, buffers of files, digests (sizing.md).</summary>
    private const ulong BesideLayers = 28UL << 20;

    /// <summary>Of it, the ring of parents, and buffers of files.</summary>
    private const ulong Parents = 10UL << 20;

    /// <summary>Data of the nodes that a thread has under work, the same as they were copied, rows.</summary>
    private const ulong TreeDThread = 3UL << 20;

    /// <summary>Columns, rows and trees of the nodes that a thread has under work.</summary>
    private const ulong PreCommit2Thread = 13UL << 20;

    /// <summary>Memory that a GPU copies from and to, and its process.</summary>
    private const ulong OfDevice = (2000UL << 20) + (45UL << 20);

    /// <summary>Layers that lie in memory at a time.</summary>
    public ulong LayerBytes => LayerBuffers.Count * Layer;

    /// <summary>PreCommit1: labels, and TreeD beside them.</summary>
    internal static PhaseMemory OfPreCommit1(PoRepConfig config, SealingOptions options) => OfUnseal(config, options) with
    {
        Bytes = Math.Max(BesideLayers, Parents + Math.Min((ulong)options.Threads * TreeDThread, 3 * config.SectorSize)),
    };

    /// <summary>Unsealing, with the labels made again.</summary>
    internal static PhaseMemory OfUnseal(PoRepConfig config, SealingOptions options) =>
        new(BesideLayers, options.LowMemory ? 0 : config.SectorSize);

    /// <summary>PreCommit2. Of a small sector not all threads have something under work.</summary>
    internal static PhaseMemory OfPreCommit2(PoRepConfig config, SealingOptions options, bool isOnDevice) =>
        new(isOnDevice ? OfDevice
            : Math.Min((ulong)options.Threads * PreCommit2Thread, PreCommit2Thread + (config.SectorSize * (ulong)config.Layers)));
}
