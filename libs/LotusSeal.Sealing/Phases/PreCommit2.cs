using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Poseidon;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>PreCommit2 (porep.md 6.2): the files around a replica builder, which makes TreeC, the replica and TreeRLast.</summary>
/// <remarks>
/// The data comes from TreeD's leaves, not from the sealed file, which the replica is written over, or replaces: the step may be interrupted and
/// repeated at any point, even after its end.
/// </remarks>
internal sealed class PreCommit2(IReplicaBuilder builder, HashBackend hashes, SealingOptions options)
{
    public SealCommitments Run(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        PoRepConfig config = input.Config;
        CommitmentChecks.Require(input.CommD.Value, "CommD");
        SectorFile.RequireLength(paths.Sealed, config.SectorSize);
        CacheCleaner.DeleteTemporaries(paths.Cache);
        using PreCommit2Inputs inputs = new(input, paths.Cache, hashes, options);
        int discarded = SectorTrees.RowsToDiscard(config, options.RowsToDiscard);
        ReplicaPlan plan = ReplicaPlan.For(config, discarded, options.Threads);
        using PreCommit2Outputs outputs = new(config, plan, paths, options.LeavesMemory(config.SectorSize),
            new ProgressMeter(progress, config.Nodes, "nodes"));
        builder.Build(plan, inputs, outputs, cancellationToken);
        if (outputs.Missing() is { } missing)
            throw new SealingBackendException(new BackendFault(BackendStage.Replica, builder.Device, FaultRemedy.Retire, missing));
        return Commit(config, input.CommD, paths.Cache, outputs, discarded);
    }

    private SealCommitments Commit(PoRepConfig config, CommD commD, string cacheDirectory, PreCommit2Outputs outputs, int discarded)
    {
        (Digest commC, Digest commRLast) = (outputs.CommC, outputs.CommRLast);
        outputs.SettleReplica();
        outputs.CommitCache((SectorFileNames.PersistentAux, AuxiliaryFiles.PersistentAux(commC, commRLast)),
            (SectorFileNames.TemporaryAux, AuxiliaryFiles.TemporaryAux(config, discarded, options.RecordedCacheDirectory ?? cacheDirectory)));
        outputs.CommitReplica();
        LayerCheckpoint.Delete(cacheDirectory);
        return new SealCommitments(new CommR(PoseidonHasher.HashPair(commC, commRLast)), commD);
    }
}
