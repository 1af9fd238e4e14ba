using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>The steps from Proving to Proving with other data; states are named as in Lotus.</summary>
internal sealed class UpdatePipeline(ISealingSteps steps, IUpdateSteps updates, ProofChecks? checks, ILogger logger)
{
    /// <summary>The sector as it begins to take data.</summary>
    /// <exception cref="InvalidDataException">It cannot.</exception>
    public static SectorRecord Begin(SectorRecord sector, IReadOnlyList<PieceSource> sources)
    {
        if (sector.State != SectorState.Proving)
            throw new InvalidDataException($"Sector {sector.Id.Number} is in state {sector.State}; only a Proving one takes data.");
        if (!sector.IsCommittedCapacity || sector.Update is not null)
            throw new InvalidDataException($"Sector {sector.Id.Number} has data already; only one of committed capacity takes some.");
        return sector with { State = SectorState.SnapDealsAddPiece, Update = new SectorUpdate(sources) };
    }

    /// <summary>The next step; null for a state that is not of an update.</summary>
    public async Task<SectorRecord?> StepAsync(SectorRecord sector, CancellationToken cancellationToken) => sector.State switch
    {
        SectorState.SnapDealsAddPiece => await AddPieceAsync(sector, sector.Update!, cancellationToken),
        SectorState.UpdateReplica => await ReplicaUpdateAsync(sector, sector.Update!, cancellationToken),
        SectorState.ProveReplicaUpdate => await ProveAsync(sector, sector.Update!, cancellationToken),
        SectorState.FinalizeReplicaUpdate => await FinalizeAsync(sector, cancellationToken),
        SectorState.ReleaseSectorKey => await ReleaseAsync(sector, sector.Update!, cancellationToken),
        _ => null,
    };

    private async Task<SectorRecord> AddPieceAsync(SectorRecord sector, SectorUpdate update, CancellationToken cancellationToken)
    {
        if (update.Pieces.Count == update.Sources.Count) return sector with { State = SectorState.UpdateReplica };
        PieceSource source = update.Sources[update.Pieces.Count];
        ulong[] existing = [.. update.Pieces.Select(piece => new PaddedSize(piece.Size).ToUnpadded().Bytes)];
        PieceInfo piece = await steps.AddPieceAsync(sector.Reference, existing, source, SealingOperations.DealPriority, cancellationToken);
        if (checks is not null) await checks.CheckPieceAsync(source, piece, cancellationToken);
        return sector with { Update = update with { Pieces = [.. update.Pieces, piece] } };
    }

    private async Task<SectorRecord> ReplicaUpdateAsync(SectorRecord sector, SectorUpdate update, CancellationToken cancellationToken)
    {
        ReplicaUpdateOut made = await updates.ReplicaUpdateAsync(sector.Reference, [.. update.Pieces], cancellationToken);
        return sector with { State = SectorState.ProveReplicaUpdate, Update = update with { CommD = made.NewUnsealed, CommR = made.NewSealed } };
    }

    private async Task<SectorRecord> ProveAsync(SectorRecord sector, SectorUpdate update, CancellationToken cancellationToken)
    {
        byte[][] proofs = await updates.ProveReplicaUpdate1Async(sector.Reference, sector.CommR!, update.CommR!, update.CommD!, cancellationToken);
        PoRepConfig config = PoRepConfig.ForProof(sector.ProofType);
        UpdateStatement statement = new(sector.CommR!.ToCommR(), new SealCommitments(update.CommR!.ToCommR(), update.CommD!.ToCommD()));
        UpdateProofVerifier verifier = new(config, statement);
        if (proofs.Length != UpdateRules.For(config).Partitions)
            throw new InvalidDataException($"ProveReplicaUpdate1 returned {proofs.Length} proofs.");
        verifier.Verify(proofs);
        if (checks is not { ProvesUpdates: true })
        {
            logger.LogInformation("Sector {Sector}: ProveReplicaUpdate: no key for the second part; vanilla proofs verified here", sector.Id);
            return sector with { State = SectorState.FinalizeReplicaUpdate };
        }

        byte[] proof = await updates.ProveReplicaUpdate2Async(sector.Reference, sector.CommR!, update.CommR!, update.CommD!, proofs,
            cancellationToken);
        checks.CheckUpdate(statement, proof);
        logger.LogInformation("Sector {Sector}: ProveReplicaUpdate: the proof was verified here", sector.Id);
        return sector with { State = SectorState.FinalizeReplicaUpdate };
    }

    private async Task<SectorRecord> FinalizeAsync(SectorRecord sector, CancellationToken cancellationToken)
    {
        await updates.FinalizeReplicaUpdateAsync(sector.Reference, cancellationToken);
        return sector with { State = SectorState.ReleaseSectorKey };
    }

    private async Task<SectorRecord> ReleaseAsync(SectorRecord sector, SectorUpdate update, CancellationToken cancellationToken)
    {
        await updates.ReleaseSectorKeyAsync(sector.Reference, cancellationToken);
        return sector with { State = SectorState.Proving, Update = update with { IsActive = true } };
    }
}
