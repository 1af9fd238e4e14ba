namespace LotusSeal.Sealing.Backends;

/// <summary>
/// The update grain: the arithmetic of an update and of its undoing, with its scheduling. One call for a sector, so that a device can keep rows in
/// its own memory.
/// </summary>
/// <remarks>Safe for concurrent calls on different sectors; a builder over one device makes them wait for it.</remarks>
public interface IUpdateBuilder
{
    /// <summary>The backend's name in faults and logs.</summary>
    string Device { get; }

    /// <summary>replica[v] = key[v] + data[v] · factor of v; TreeRLast's leaves are the replica (porep.md 10.3).</summary>
    /// <param name="plan">The shapes and the factors.</param>
    /// <param name="source">Key and data by node range; asked from several threads, in any order.</param>
    /// <param name="sink">Receives the replica and every row of TreeRLast up to the root; from several threads, in any order.</param>
    /// <param name="cancellationToken">Checked at most 200 ms apart.</param>
    /// <exception cref="SealingException">The source found damaged data, or the sink could not write.</exception>
    /// <exception cref="SealingBackendException">The device failed.</exception>
    void Build(UpdatePlan plan, IUpdateSource source, IUpdateSink sink, CancellationToken cancellationToken);
}
