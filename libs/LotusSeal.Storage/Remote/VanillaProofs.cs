using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>The vanilla proofs that a process makes for others, and how much of its disks they may take. Safe for concurrent calls.</summary>
public sealed class VanillaProofs : IDisposable
{
    private readonly IVanillaProver _prover;
    private readonly ChallengeReads _reads;
    private readonly SemaphoreSlim _replication = new(1, 1);

    /// <param name="prover">Makes them.</param>
    /// <param name="parallelReads">
    /// Most sectors of one storage path, or of one peer, that are read at once for proofs of spacetime; 0 for any number.
    /// </param>
    /// <param name="readTimeout">Time for the read of one sector; zero and less for any.</param>
    /// <param name="time">Clock of that time.</param>
    public VanillaProofs(IVanillaProver prover, int parallelReads, TimeSpan readTimeout, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(prover);
        ArgumentOutOfRangeException.ThrowIfNegative(parallelReads);
        _prover = prover;
        _reads = new ChallengeReads(parallelReads, readTimeout, time);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reads.Dispose();
        _replication.Dispose();
    }

    /// <summary>The vanilla proof of spacetime of a sector in one of this process's paths.</summary>
    internal Task<byte[]> ProveSpacetimeAsync(SingleVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken) =>
        _reads.RunAsync(PathOf(files.Replica), stop => _prover.ProveSpacetimeAsync(request, files, stop), cancellationToken);

    /// <summary>The vanilla proof of spacetime of a sector that a peer stores: its reads take turns as those of a path do.</summary>
    internal Task<byte[]> ReadAtPeerAsync(string peer, Func<CancellationToken, Task<byte[]>> read, CancellationToken cancellationToken) =>
        _reads.RunAsync(peer, read, cancellationToken);

    /// <summary>The Commit1 output of such a sector; one at a time, because each takes all threads and reads gigabytes.</summary>
    internal async Task<byte[]> ProveReplicationAsync(PoRepVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken)
    {
        await _replication.WaitAsync(cancellationToken);
        try
        {
            // A read that hangs keeps its thread, not the turn of those who come after its caller has left.
            return await _prover.ProveReplicationAsync(request, files, cancellationToken).WaitAsync(cancellationToken);
        }
        finally
        {
            _replication.Release();
        }
    }

    // A sector file stands two folders below its storage path.
    private static string PathOf(string file) => Path.GetDirectoryName(Path.GetDirectoryName(file))!;
}
