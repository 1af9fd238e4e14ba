using LotusSeal.KubeOps.LeaderElection;

namespace LotusSeal.KubeOps.Tests.LeaderElection;

/// <summary>A lease in memory, so that a test can hold a request back with a clock of its own; the tests of leases have real ones.</summary>
/// <param name="store">What all processes share.</param>
/// <param name="identity">This process.</param>
internal sealed class MemoryLock(MemoryLock.Store store, string identity) : ILock
{
    private int _version;

    public string Identity => identity;

    /// <summary>Held back: requests wait for it, or for their end.</summary>
    public TaskCompletionSource? Held { get; set; }

    /// <summary>Set: requests fail.</summary>
    public bool Away { get; set; }

    /// <summary>Completes with each request.</summary>
    public int Requests { get; private set; }

    public string Describe() => "memory";

    public async Task<LeaderElectionRecord?> GetAsync(CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        _version = store.Version;
        return store.Record;
    }

    public Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken) => WriteAsync(record, cancellationToken);

    public Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken) => WriteAsync(record, cancellationToken);

    private async Task<bool> WriteAsync(LeaderElectionRecord record, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        if (_version != store.Version) return false;
        store.Write(record);
        _version = store.Version;
        return true;
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        Requests++;
        if (Away) throw new HttpRequestException("away");
        if (Held is { } held) await held.Task.WaitAsync(cancellationToken);
    }

    internal sealed class Store
    {
        public LeaderElectionRecord? Record { get; private set; }

        public int Version { get; private set; }

        public void Write(LeaderElectionRecord? record)
        {
            Record = record;
            Version++;
        }
    }
}
