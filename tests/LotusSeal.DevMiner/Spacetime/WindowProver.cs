using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>Has all sectors proved in a window, as Lotus does without its check beforehand (post.md 8.1), and keeps what became of it.</summary>
internal sealed class WindowProver(SectorLedger ledger, WindowLedger windows, PostOperations workers, PostCheck check, TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    private const string NoWorker = "no worker for window proofs (WDP) is registered";
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Opens a window, has the sectors proved, and closes it.</summary>
    /// <param name="limit">How long it is open.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>What became of it; null when there is no sector to prove.</returns>
    public async Task<WindowRecord?> ProveAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            IReadOnlyList<ProvableSector> sectors = ProvableSector.In(ledger);
            return sectors.Count == 0 ? null : await ProveAsync(sectors, limit, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for a window that is open to be closed, which its caller has to see to.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _turn.Dispose();
    }

    private async Task<WindowRecord> ProveAsync(IReadOnlyList<ProvableSector> sectors, TimeSpan limit, CancellationToken cancellationToken)
    {
        OpenWindow window = new(windows, windows.Open());
        using CancellationTokenSource end = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            await ProveAsync(window, [.. sectors], either.Token);
            window.Update(now => now with { Closed = time.GetUtcNow(), Error = "" });
            logger.LogInformation("Window {Number}: {Proved} sectors proved, {Skipped} skipped, proofs {Verified}", window.Now.Number,
                window.Now.Proved.Count, window.Now.Skipped.Count, window.Now.Verified ? "verified here" : "NOT verified, there is no key");
        }
        catch (Exception failure)
        {
            string reason = cancellationToken.IsCancellationRequested ? "it was given up"
                : !end.IsCancellationRequested ? failure.Message
                : $"it was over after {DurationText.Format(limit)}"
                    + (await workers.IsOfferedAsync(TaskTypes.WindowPoSt, CancellationToken.None) ? "" : $": {NoWorker}");
            window.Update(now => now with { Closed = time.GetUtcNow(), Proved = [], Error = reason });
            logger.LogError("Window {Number} was not proved: {Reason}", window.Now.Number, reason);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return window.Now;
    }

    /// <summary>Asks for all partitions; again without what was skipped, until nothing is.</summary>
    private async Task ProveAsync(OpenWindow window, List<ProvableSector> sectors, CancellationToken cancellationToken)
    {
        if (!await workers.IsOfferedAsync(TaskTypes.WindowPoSt, cancellationToken))
        {
            window.Update(now => now with { Error = $"{NoWorker}; it waits for one" });
            logger.LogWarning("Window {Number}: {Reason}", window.Now.Number, window.Now.Error);
        }

        RegisteredPoStProof proof = RegisteredPoStProofs.WindowProofOf(sectors[0].SealProof);
        while (true)
        {
            Digest randomness = Randomness.Draw();
            WindowPoStResult[] partitions = await AskAsync(proof, sectors, randomness, cancellationToken);
            HashSet<SectorId> skipped = [.. partitions.SelectMany(partition => partition.Skipped ?? [])];
            if (skipped.Count == 0)
            {
                byte[] proofs = [.. partitions.SelectMany(partition => PostCheck.BytesOf(partition.PoStProofs, proof))];
                bool verified = check.Verify(proof, randomness, sectors, proofs);
                window.Update(now => now with { Proved = Numbers(sectors), Partitions = partitions.Length, Verified = verified });
                return;
            }

            if (skipped.Except(sectors.Select(sector => sector.Id)).ToArray() is [var foreign, ..])
                throw new InvalidDataException($"a worker skipped {foreign}, which it was not asked for");
            window.Update(now => now with { Skipped = [.. now.Skipped.Concat(skipped.Select(sector => sector.Number)).Order()] });
            logger.LogWarning("Window {Number}: skipped {Sectors}, the others are asked for again", window.Now.Number, string.Join(", ", skipped));
            if (sectors.RemoveAll(sector => skipped.Contains(sector.Id)) > 0 && sectors.Count == 0)
                throw new InvalidDataException("every sector was skipped");
        }
    }

    /// <summary>All partitions at once; the failure of one ends the others.</summary>
    private async Task<WindowPoStResult[]> AskAsync(RegisteredPoStProof proof, List<ProvableSector> sectors, Digest randomness,
        CancellationToken cancellationToken)
    {
        PostSectorChallenge[][] partitions = [.. sectors.Select((sector, position) => sector.Challenge(proof, randomness, position))
            .Chunk(PostCircuit.PartitionSize(proof))];
        WindowPoStResult[] results = new WindowPoStResult[partitions.Length];
        ParallelOptions all = new() { MaxDegreeOfParallelism = partitions.Length, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(partitions.Index(), all, async (partition, stop) =>
            results[partition.Index] = await workers.WindowAsync(proof, partition.Item, partition.Index, randomness, stop));
        return results;
    }

    private static IReadOnlyList<ulong> Numbers(List<ProvableSector> sectors) => [.. sectors.Select(sector => sector.Id.Number)];

    /// <summary>The record of a window while it is worked on.</summary>
    private sealed class OpenWindow(WindowLedger windows, WindowRecord record)
    {
        public WindowRecord Now { get; private set; } = record;

        public void Update(Func<WindowRecord, WindowRecord> change) => windows.Put(Now = change(Now));
    }
}
