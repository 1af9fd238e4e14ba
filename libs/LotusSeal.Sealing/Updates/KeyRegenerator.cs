using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Updates;

/// <summary>Takes the data out of an updated replica: key[v] = new[v] − data[v] · rho(v), with TreeRLast over the key (porep.md 10.3).</summary>
/// <remarks>
/// For a builder that is an update like any other, of the new replica and by negative factors.
/// The key is proved by p_aux of the sealed sector before it gets its name. Lotus passes the updated cache in its place and gets a wrong key.
/// </remarks>
internal sealed class KeyRegenerator(IUpdateBuilder builder, SealingOptions options, SectorKey key, string? replicaTemporary)
{
    private const string Step = "sector key";
    private readonly PoRepConfig _config = key.Config;

    public void Run(string updatePath, string unsealedPath, CommD newCommD, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        CommitmentChecks.Require(newCommD.Value, "CommD");
        CacheCommitments old = CacheCommitments.Read(key.Cache);
        CacheCleaner.DeleteTemporaries(key.Cache);
        using SectorFile update = SectorFile.Open(updatePath, _config.SectorSize), unsealed = SectorFile.Open(unsealedPath);
        ProgressMeter meter = new(progress, _config.Nodes, "nodes");
        TreeShape shape = ShapeOfTrees();
        using PendingReplica replica = new(_config, new PendingFile(key.Replica, replicaTemporary), key.Cache, shape,
            nodes => meter.Add(Step, nodes));
        UpdateFactors factors = UpdateHash.Factors(UpdateRules.For(_config), newCommD, old.CommR).Negative();
        UpdateInputs inputs = new(update.ReadElements, unsealed.ReadElements);
        replica.Fill(builder, new UpdatePlan(_config.BaseTrees, shape, factors, options.Threads), inputs, cancellationToken);
        if (replica.Root is var root && root != old.CommRLast)
        {
            throw new SealingException($"{updatePath} without the data of {unsealedPath} has comm_r_last {root}, "
                + $"{Path.Combine(key.Cache, SectorFileNames.PersistentAux)} has {old.CommRLast}: "
                + "one of the files is damaged or incomplete, or the CommD is not that of the update.");
        }
        replica.CommitTrees();
        replica.CommitReplica();
    }

    /// <summary>As in the files that are there; they have been made with another setting perhaps.</summary>
    private TreeShape ShapeOfTrees()
    {
        if (!File.Exists(Path.Combine(key.Cache, SectorFileNames.TreeRLast(_config, 0))))
            return SectorTrees.TreeRLast(_config, SectorTrees.RowsToDiscard(_config, options.RowsToDiscard));
        using BaseTrees trees = ReplicaTrees.Open(_config, key.Cache);
        return trees.Trees[0].Shape;
    }
}
