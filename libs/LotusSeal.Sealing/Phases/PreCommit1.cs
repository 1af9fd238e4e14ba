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
internal sealed class PreCommit1(GraphBackend graphs, LabelBackend labels, HashBackend hashes, SealingOptions options)
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
        CacheCleaner.DeleteTemporaries(paths.Cache);

        StagedData staged = new(hashes, options, config, paths);
        // Proofs of an earlier replica would make PreCommit2 take a synthetic sector for finished.
        CacheCleaner.DeleteSyntheticProofs(paths.Cache);
        LayerCheckpoint? checkpoint = LayerCheckpoint.Load(paths.Cache, replicaId);
        checkpoint?.Save(paths.Cache);
        if (checkpoint is not null && staged.IsWhole(commD, cancellationToken))
        {
            meter.Add("tree-d", config.Nodes);
        }
        else
        {
            // Layers depend on the data by the replica id alone: when only the copy of the data is gone, they stay.
            if (checkpoint is null) CacheCleaner.DeleteSealing(paths.Cache);
            CommD actual = staged.Build(meter, cancellationToken);
            if (actual != commD)
                throw new SealingException($"{paths.Unsealed} has CommD {actual}; the pieces have {commD}.");
            if (checkpoint is null)
            {
                checkpoint = new LayerCheckpoint(replicaId.ToString(), []);
                checkpoint.Save(paths.Cache);
            }
        }

        using OpenGraph graph = graphs.Open(SectorGraph.SeedsOf(config));
        using ILabelCore? core = options.LabelCores?.Take(Path.GetFileName(Path.TrimEndingDirectorySeparator(paths.Cache)));
        LabelThread? thread = core is null ? null : new LabelThread(core, PhaseThread.Name("SDR", paths.Cache));
        LayerLabeller labeller = new(labels, new ParentsCache(options), graph, replicaId, thread);
        LayerStack layers = new(config, paths.Cache, options, core?.Node);
        SideSteps.Run(beside => layers.Build(labeller, checkpoint, meter, beside), cancellationToken);
        return new PreCommit1Output(config, options.RecordedCacheDirectory ?? paths.Cache, commD) { ReplicaId = replicaId };
    }
}
