using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Phases;

/// <summary>PreCommit1 (porep.md 6.1).</summary>
/// <remarks>
/// Labels depend on the data by the replica id alone, which the pieces tell: so they are made while the data are copied and TreeD is built. Only a
/// layer that is to be whole waits for the data, which must be those of the pieces.
/// </remarks>
internal sealed class PreCommit1(GraphBackend graphs, LabelBackend labels, HashBackend hashes, LabelGroups groups, SealingOptions options)
{
    public PreCommit1Output Run(StagedSector sector, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        PoRepConfig config = sector.Identity.Config;
        SectorPaths paths = sector.Paths;
        CommD commD = CommDCalculator.Compute(config.SectorSize, sector.Pieces);
        CommitmentChecks.Require(commD.Value, "CommD");
        Digest replicaId = ReplicaId.Compute(sector.Identity, sector.Ticket, commD);
        ProgressMeter meter = new(progress, config.Nodes * (ulong)(config.Layers + 1), "nodes");
        Directory.CreateDirectory(paths.Cache);
        LayerCheckpoint? kept = LayerCheckpoint.Load(paths.Cache, replicaId);
        using BegunLabels? begun = BegunLabels.TakeOver(config, paths.Cache, kept?.Begun, options);
        if (begun is null && kept is not null) kept = kept with { Begun = null };
        CacheCleaner.DeleteTemporaries(paths.Cache);
        // Proofs of an earlier replica would make PreCommit2 take a synthetic sector for finished.
        CacheCleaner.DeleteSyntheticProofs(paths.Cache);
        // When only the copy of the data is gone, the layers stay.
        if (kept is null) CacheCleaner.DeleteSealing(paths.Cache);
        else kept.Save(paths.Cache);
        LayerCheckpoint checkpoint = kept ?? new LayerCheckpoint(replicaId.ToString(), []);
        SideSteps.Run(beside =>
        {
            Task data = beside.Start(() =>
            {
                MakeData(config, paths, commD, mayBeWhole: kept is not null, meter, beside.Stop);
                if (kept is null) checkpoint.Save(paths.Cache);
            });
            MakeLayers(config, paths.Cache, replicaId, checkpoint, begun, data, meter, beside);
        }, cancellationToken);
        return new PreCommit1Output(config, options.RecordedCacheDirectory ?? paths.Cache, commD) { ReplicaId = replicaId };
    }

    private void MakeData(PoRepConfig config, SectorPaths paths, CommD commD, bool mayBeWhole, ProgressMeter meter,
        CancellationToken cancellationToken)
    {
        StagedData staged = new(hashes, options, config, paths);
        if (mayBeWhole && staged.IsWhole(commD, cancellationToken))
        {
            meter.Add(DataTree.Step, config.Nodes);
            return;
        }
        CommD actual = staged.Build(meter, cancellationToken);
        if (actual != commD) throw new SealingException($"{paths.Unsealed} has CommD {actual}; the pieces have {commD}.");
    }

    private void MakeLayers(PoRepConfig config, string cache, Digest replicaId, LayerCheckpoint checkpoint, BegunLabels? begun, Task data,
        ProgressMeter meter, SideSteps beside)
    {
        using LabelSeat seat = groups.Join(graphs, SectorGraph.SeedsOf(config), labels, new ParentsCache(options), replicaId,
            PhaseThread.SectorOf(cache), PhaseThread.Name("SDR", cache));
        new LayerStack(config, cache, options, seat.Core?.Node).Build(seat, checkpoint, begun, data, meter, beside);
    }
}
