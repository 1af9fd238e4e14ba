using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Updates;

/// <summary>Takes the data out of an updated replica: key[v] = new[v] − data[v] · rho(v), with TreeRLast over the key (porep.md 10.3).</summary>
/// <remarks>
/// The key is proved by p_aux of the sealed sector before it gets its name. Lotus passes the updated cache in its place and gets a wrong key.
/// </remarks>
internal sealed class KeyRegenerator(HashBackend hashes, SealingOptions options, SectorKey key, string? replicaTemporary)
{
    private const string Step = "sector key";
    private readonly PoRepConfig _config = key.Config;

    public void Run(string updatePath, string unsealedPath, CommD newCommD, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        CommitmentChecks.Require(newCommD.Value, "CommD");
        CacheCommitments old = CacheCommitments.Read(key.Cache);
        CacheCleaner.DeleteTemporaries(key.Cache);
        using SectorFile update = SectorFile.Open(updatePath, _config.SectorSize), unsealed = SectorFile.Open(unsealedPath);
        using PendingReplica replica = new(hashes, _config, new UpdateFiles(key.Replica, key.Cache, replicaTemporary), ShapeOfTrees());
        UpdateFactors factors = UpdateFactors.Of(UpdateRules.For(_config), newCommD, old.CommR);
        ProgressMeter meter = new(progress, _config.Nodes, "nodes");
        int blockSize = replica.BlockNodes * Digest.Size;
        BlockScheduler.Run(replica.Blocks, options.Threads, () => new NativeBuffer<byte>(2 * blockSize), (block, buffer) =>
        {
            Span<byte> nodes = buffer.Span[..blockSize], data = buffer.Span[blockSize..];
            ulong first = (ulong)block * (ulong)replica.BlockNodes;
            update.ReadElements(first, nodes);
            unsealed.ReadElements(first, data);
            factors.Multiply(first, data, data);
            hashes.Decode(data, nodes, nodes);
            replica.Write(block, nodes);
            meter.Add(Step, (ulong)replica.BlockNodes);
        }, cancellationToken);
        if (replica.Finish() is var root && root != old.CommRLast)
        {
            throw new SealingException($"{updatePath} without the data of {unsealedPath} has comm_r_last {root}, "
                + $"{Path.Combine(key.Cache, SectorFileNames.PersistentAux)} has {old.CommRLast}: "
                + "one of the files is damaged or incomplete, or the CommD is not that of the update.");
        }
        replica.Commit();
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
