namespace LotusSeal.Sealing.Backends;

/// <summary>
/// The replica grain: all arithmetic of PreCommit2 and its scheduling. One call for a sector, so that a device can keep rows in its own memory.
/// </summary>
/// <remarks>Safe for concurrent calls on different sectors; a builder over one device makes them wait for it.</remarks>
public interface IReplicaBuilder
{
    /// <summary>The backend's name in faults and logs.</summary>
    string Device { get; }

    /// <summary>
    /// TreeC's leaves are the column hashes, the replica is last label plus data, TreeRLast's leaves are the replica (porep.md 5.2, 6.2).
    /// </summary>
    /// <param name="plan">The shapes.</param>
    /// <param name="source">Labels and data by node range; asked from several threads, in any order.</param>
    /// <param name="sink">Receives every row of every tree up to the root, and the replica; from several threads, in any order.</param>
    /// <param name="cancellationToken">Checked at most 200 ms apart.</param>
    /// <exception cref="SealingException">The source found damaged data, or the sink could not write.</exception>
    /// <exception cref="SealingBackendException">The device failed.</exception>
    void Build(ReplicaPlan plan, IReplicaSource source, IReplicaSink sink, CancellationToken cancellationToken);
}
