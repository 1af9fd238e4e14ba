using System.Collections.Concurrent;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage.Tests;

/// <summary>A prover whose disk a test can hold: it writes down what it was asked for and what was under way at once.</summary>
public sealed class GatedProver : IVanillaProver
{
    private readonly ConcurrentQueue<string> _asked = new();
    private int _running, _most, _abandoned;

    /// <summary>What every read waits for; open unless a test closes it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What the next proofs fail with.</summary>
    public Exception? Failure { get; set; }

    public string[] Asked => [.. _asked];

    public int Running => Volatile.Read(ref _running);

    /// <summary>Most reads that were under way at one moment.</summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>Reads whose caller said that it waits no more.</summary>
    public int Abandoned => Volatile.Read(ref _abandoned);

    public Task<byte[]> ProveSpacetimeAsync(SingleVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken) =>
        ProveAsync($"{new SectorId(request.Miner, request.Sector.SectorNumber)} {files.Replica} {files.Cache}", cancellationToken);

    public Task<byte[]> ProveReplicationAsync(PoRepVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken) =>
        ProveAsync($"{request.Sector.Id} {files.Replica} {files.Cache}", cancellationToken);

    private async Task<byte[]> ProveAsync(string asked, CancellationToken cancellationToken)
    {
        _asked.Enqueue(asked);
        int running = Interlocked.Increment(ref _running);
        InterlockedMax(running);
        await using CancellationTokenRegistration left = cancellationToken.Register(() => Interlocked.Increment(ref _abandoned));
        // As a read of a disk does, it goes on whoever has left.
        await Gate;
        Interlocked.Decrement(ref _running);
        return Failure is null ? [1, 2, 3] : throw Failure;
    }

    private void InterlockedMax(int value)
    {
        for (int seen = _most; seen < value; seen = _most) Interlocked.CompareExchange(ref _most, value, seen);
    }
}
