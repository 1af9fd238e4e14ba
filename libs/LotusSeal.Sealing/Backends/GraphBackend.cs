using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Backends;

/// <summary>The graph grain: opens graphs, whose parents are then computed in ranges.</summary>
/// <param name="device">The backend's name in faults and logs.</param>
public abstract class GraphBackend(string device)
{
    private const ulong MinNodes = 8, MaxNodes = 1UL << 31;

    /// <summary>The backend's name.</summary>
    public string Device { get; } = device;

    /// <summary>Prepares a graph. It may hold tables that take milliseconds to build: open it once for a phase, not once for a range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The nodes are not a power of two from 8 to 2^31.</exception>
    /// <exception cref="SealingBackendException">The backend failed.</exception>
    public OpenGraph Open(in GraphSeeds seeds)
    {
        if (!ulong.IsPow2(seeds.Nodes) || seeds.Nodes is < MinNodes or > MaxNodes)
            throw new ArgumentOutOfRangeException(nameof(seeds), seeds.Nodes, $"A graph has a power of two of nodes, {MinNodes} to {MaxNodes}.");
        return OpenCore(seeds);
    }

    /// <summary>As <see cref="Open"/>, with checked seeds.</summary>
    protected abstract OpenGraph OpenCore(in GraphSeeds seeds);
}
