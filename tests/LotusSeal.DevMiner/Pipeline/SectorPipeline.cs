using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LotusSeal.DevMiner.Calls;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Pieces;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>Takes every sector from Empty to Proving, one step at a time; what a step did is on disk before the next one starts.</summary>
internal sealed class SectorPipeline(SectorLedger ledger, ISealingSteps steps, ProofChecks? checks, PipelineOptions options,
    TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ulong, Task> _running = new();

    /// <summary>Goes on with the sectors that an earlier process left unfinished.</summary>
    public void Resume()
    {
        foreach (SectorRecord record in ledger.All().Where(record => !SectorState.IsFinal(record.State))) Run(record.Id.Number);
    }

    /// <summary>Starts a sector of committed capacity.</summary>
    public SectorId Pledge() => Start([new PieceSource(PoRepConfig.ForProof(options.ProofType).DataSize.Bytes, null)]);

    /// <summary>Starts a sector with the data of files, in order.</summary>
    /// <exception cref="ArgumentException">The files do not fit into a sector.</exception>
    public SectorId SealFiles(IReadOnlyList<string> files)
    {
        PieceSource[] pieces = [.. files.Select(file =>
            new PieceSource(PieceLayout.NextPieceSize((ulong)new FileInfo(file).Length).Bytes, Path.GetFullPath(file)))];
        return Start(PieceSources.WithFillers(PoRepConfig.ForProof(options.ProofType).SectorSize, pieces));
    }

    /// <summary>Stops the steps; calls that run on workers go on there.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stop.Dispose();
    }

    private SectorId Start(IReadOnlyList<PieceSource> sources)
    {
        SectorRecord record = ledger.Create(options.ProofType, sources);
        string kind = record.IsCommittedCapacity ? "SectorStartCC" : "SectorStart";
        ledger.Put(Log(record, kind, new { ID = record.Id.Number, SectorType = (int)record.ProofType }));
        Run(record.Id.Number);
        return record.Id;
    }

    private void Run(ulong number) => _running[number] = Task.Run(() => RunAsync(number, _stop.Token));

    private async Task RunAsync(ulong number, CancellationToken cancellationToken)
    {
        try
        {
            while (ledger.Find(number) is { } record && !SectorState.IsFinal(record.State))
            {
                SectorRecord next = await NextAsync(record, cancellationToken);
                ledger.Put(next);
                if (next.State != record.State) logger.LogInformation("Sector {Sector}: {From} -> {To}", record.Id, record.State, next.State);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next process goes on from the record on disk.
        }
        catch (Exception error)
        {
            logger.LogError(error, "Sector {Number} stops: its record cannot be kept", number);
        }
    }

    private async Task<SectorRecord> NextAsync(SectorRecord record, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                SectorRecord next = await StepAsync(record, cancellationToken);
                return next with { LastError = "" };
            }
            catch (CallFailedException failure) when (IsRetriedAtOnce(record, failure))
            {
                logger.LogWarning("Sector {Sector}: {State} is tried again in {Delay}: code {Code}, {Reason}",
                    record.Id, record.State, options.RetryInterval, (int)failure.Code, failure.Message);
                await Task.Delay(options.RetryInterval, time, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                return Failed(record, failure);
            }
        }
    }

    /// <summary>Codes 101 and 102 do not count as failures of PreCommit1 and PreCommit2 (protocol spec 3.3).</summary>
    private static bool IsRetriedAtOnce(SectorRecord record, CallFailedException failure) =>
        record.State is SectorState.PreCommit1 or SectorState.PreCommit2
        && failure.Code is SealErrorCode.TempWorkerRestart or SealErrorCode.TempAllocateSpace;

    private SectorRecord Failed(SectorRecord record, Exception failure)
    {
        string state = SectorState.FailureState(record.State);
        int preCommit1Fails = record.PreCommit1Fails + (record.State == SectorState.PreCommit1 ? 1 : 0);
        if (preCommit1Fails > options.MaxPreCommit1Fails) state = SectorState.FailedUnrecoverable;
        logger.LogError("Sector {Sector}: {State} failed: {Reason}", record.Id, record.State, failure.Message);
        SectorRecord failed = record with { State = state, LastError = failure.Message, PreCommit1Fails = preCommit1Fails };
        // As in Lotus, both halves of Commit are done again.
        if (state == SectorState.CommitFailed) failed = failed with { Commit1Output = null, Proof = null };
        return Log(failed, $"Sector{state}", failure.Message);
    }

    private async Task<SectorRecord> StepAsync(SectorRecord sector, CancellationToken cancellationToken)
    {
        if (SectorState.RetryStep(sector.State) is { } retry)
        {
            await Task.Delay(options.CoolDown, time, cancellationToken);
            return Log(sector with { State = retry, Retries = sector.Retries + 1 }, "SectorRetry", retry);
        }

        return sector.State switch
        {
            SectorState.Empty => sector with { State = sector.IsCommittedCapacity ? SectorState.Packing : SectorState.AddPiece },
            SectorState.AddPiece or SectorState.Packing => await AddPieceAsync(sector, cancellationToken),
            SectorState.GetTicket => GetTicket(sector),
            SectorState.PreCommit1 => await PreCommit1Async(sector, cancellationToken),
            SectorState.PreCommit2 => await PreCommit2Async(sector, cancellationToken),
            SectorState.PreCommitting => sector with { State = SectorState.WaitSeed },
            SectorState.WaitSeed => await WaitSeedAsync(sector, cancellationToken),
            SectorState.Committing => await CommittingAsync(sector, cancellationToken),
            SectorState.CommitWait => CommitWait(sector),
            SectorState.FinalizeSector => await FinalizeAsync(sector, cancellationToken),
            _ => throw new InvalidOperationException($"Sector {sector.Id} is in the unknown state '{sector.State}'."),
        };
    }

    private async Task<SectorRecord> AddPieceAsync(SectorRecord sector, CancellationToken cancellationToken)
    {
        if (sector.Pieces.Count == sector.Sources.Count)
            return Log(sector with { State = SectorState.GetTicket }, "SectorPacked", new { FillerPieces = Fillers(sector) });
        PieceSource source = sector.Sources[sector.Pieces.Count];
        ulong[] existing = [.. sector.Pieces.Select(piece => new PaddedSize(piece.Size).ToUnpadded().Bytes)];
        PieceInfo piece = await steps.AddPieceAsync(sector.Reference, existing, source, sector.Priority, cancellationToken);
        if (checks is not null) await checks.CheckPieceAsync(source, piece, cancellationToken);
        SectorRecord added = sector with { Pieces = [.. sector.Pieces, piece] };
        bool onlyFillersLeft = added.Sources.Skip(added.Pieces.Count).All(left => left.File is null);
        return added with { State = onlyFillersLeft ? SectorState.Packing : SectorState.AddPiece };
    }

    private static PieceInfo[] Fillers(SectorRecord sector) =>
        [.. sector.Pieces.Zip(sector.Sources).Where(pair => pair.Second.File is null).Select(pair => pair.First)];

    private static SectorRecord GetTicket(SectorRecord sector)
    {
        byte[] ticket = Draw(sector, "ticket");
        return Log(sector with { Ticket = ticket, State = SectorState.PreCommit1 }, "SectorTicket", new { TicketValue = ticket, TicketEpoch = 0 });
    }

    private async Task<SectorRecord> PreCommit1Async(SectorRecord sector, CancellationToken cancellationToken)
    {
        byte[] output = await steps.PreCommit1Async(sector.Reference, sector.Ticket!, [.. sector.Pieces], sector.Priority, cancellationToken);
        return Log(sector with { PreCommit1Output = output, State = SectorState.PreCommit2 }, "SectorPreCommit1", new { PreCommit1Out = output });
    }

    private async Task<SectorRecord> PreCommit2Async(SectorRecord sector, CancellationToken cancellationToken)
    {
        SectorCids cids = await steps.PreCommit2Async(sector.Reference, sector.PreCommit1Output!, sector.Priority, cancellationToken);
        if (cids.Unsealed is null) return sector with { State = SectorState.PreCommit1 };
        checks?.CheckCommD(sector, cids);
        return Log(sector with { CommD = cids.Unsealed, CommR = cids.Sealed, State = SectorState.PreCommitting }, "SectorPreCommit2", cids);
    }

    private async Task<SectorRecord> WaitSeedAsync(SectorRecord sector, CancellationToken cancellationToken)
    {
        await Task.Delay(options.SeedDelay, time, cancellationToken);
        byte[] seed = Draw(sector, "seed");
        return Log(sector with { Seed = seed, State = SectorState.Committing }, "SectorSeedReady", new { SeedValue = seed, SeedEpoch = 0 });
    }

    private async Task<SectorRecord> CommittingAsync(SectorRecord sector, CancellationToken cancellationToken)
    {
        if (sector.Commit1Output is { } made)
            return sector with { Proof = await steps.Commit2Async(sector.Reference, made, sector.Priority, cancellationToken), State = SectorState.CommitWait };
        byte[] output = await steps.Commit1Async(sector.Reference, sector.Ticket!, sector.Seed!, [.. sector.Pieces],
            new SectorCids(sector.CommD, sector.CommR), sector.Priority, cancellationToken);
        return sector with { Commit1Output = output, State = options.Prove ? SectorState.Committing : SectorState.CommitWait };
    }

    private SectorRecord CommitWait(SectorRecord sector)
    {
        if (checks is not null)
        {
            checks.CheckCommit1(sector, sector.Commit1Output!);
            logger.LogInformation("Sector {Sector}: CommitWait: vanilla proofs verified here", sector.Id);
            if (sector.Proof is not null)
            {
                checks.CheckProof(sector, sector.Proof);
                logger.LogInformation("Sector {Sector}: CommitWait: proof of {Bytes} bytes verified here", sector.Id, sector.Proof.Length);
            }
        }
        else
        {
            logger.LogWarning("Sector {Sector}: CommitWait: proofs NOT verified, checks are switched off", sector.Id);
        }

        return Log(sector with { Commit1Output = null, State = SectorState.FinalizeSector }, "SectorCommitted", new { sector.Proof });
    }

    private async Task<SectorRecord> FinalizeAsync(SectorRecord sector, CancellationToken cancellationToken)
    {
        bool keep = options.KeepUnsealed && !sector.IsCommittedCapacity;
        UnpaddedRange[]? ranges = keep ? [.. DataRanges(sector)] : null;
        await steps.ReleaseUnsealedAsync(sector.Reference, ranges, sector.Priority, cancellationToken);
        await steps.FinalizeAsync(sector.Reference, sector.Priority, cancellationToken);
        return Log(sector with { State = SectorState.Proving }, "SectorFinalized", new { });
    }

    private static IEnumerable<UnpaddedRange> DataRanges(SectorRecord sector)
    {
        ulong offset = 0;
        foreach (PieceSource source in sector.Sources)
        {
            if (source.File is not null) yield return new UnpaddedRange(offset, source.UnpaddedSize);
            offset += source.UnpaddedSize;
        }
    }

    /// <summary>Randomness that is the same in every run of the same sector, so that runs can be compared.</summary>
    private static byte[] Draw(SectorRecord sector, string purpose) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"lotus-seal-devminer/{purpose}/{sector.Id}/{(int)sector.ProofType}"));

    private static SectorRecord Log(SectorRecord sector, string kind, object user)
    {
        string message = JsonSerializer.Serialize(new { User = user }, LotusJson.Options);
        SectorLogEntry entry = new($"event;sealing.{kind}", DateTimeOffset.UtcNow.ToUnixTimeSeconds(), message);
        return sector with { Log = [.. sector.Log, entry] };
    }
}
