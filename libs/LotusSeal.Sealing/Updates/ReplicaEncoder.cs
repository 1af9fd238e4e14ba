using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Poseidon;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Updates;

/// <summary>Puts new data under a sector's key: new[v] = key[v] + data[v] · rho(v), with the trees over data and replica (porep.md 10.3).</summary>
/// <remarks>
/// p_aux of an earlier attempt goes first and the new one is written last: a cache that has it is whole. The key's files are only read.
/// </remarks>
internal sealed class ReplicaEncoder(IUpdateBuilder builder, HashBackend hashes, SealingOptions options, SectorKey key, UpdateFiles update)
{
    private const string Step = "update, tree-r-last";

    /// <summary>What other programs take of it in a transfer.</summary>
    private const int LongestTemporaryAux = 10240;

    private readonly PoRepConfig _config = key.Config;

    public SealCommitments Run(string unsealed, IReadOnlyList<PieceCommitment> pieces, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken)
    {
        CommD commD = CommDCalculator.Compute(_config.SectorSize, pieces);
        CommitmentChecks.Require(commD.Value, "CommD");
        using OpenReplica old = new(hashes, _config, key.Replica, key.Cache, null);
        Prepare();
        ProgressMeter meter = new(progress, 2 * _config.Nodes, "nodes");
        using PendingTree treeD = new(Path.Combine(update.Cache, SectorFileNames.TreeD), SectorTrees.TreeD(_config));
        CommD actual = new DataTree(hashes, options.Threads, _config).Build(unsealed, treeD, null, meter, cancellationToken);
        if (actual != commD) throw new SealingException($"{unsealed} has CommD {actual}; the pieces have {commD}.");

        using PendingReplica replica = new(_config, new PendingFile(update.Replica, update.ReplicaTemporary), update.Cache, old.TreeShape,
            nodes => meter.Add(Step, nodes));
        UpdateFactors factors = UpdateHash.Factors(UpdateRules.For(_config), commD, old.CommR);
        // Read from begin to end, unlike what is opened for proofs.
        using SectorFile keyFile = SectorFile.Open(key.Replica, _config.SectorSize);
        UpdateInputs inputs = new(keyFile.ReadElements, (first, data) =>
        {
            treeD.Read(0, first, data);
            SectorFile.RequireElements(unsealed, first, data);
        });
        replica.Fill(builder, new UpdatePlan(_config.BaseTrees, old.TreeShape, factors, options.Threads), inputs, cancellationToken);
        treeD.Commit();
        replica.CommitTrees();
        replica.CommitReplica();
        PendingFile.WriteAll(InCache(SectorFileNames.TemporaryAux), TemporaryAux(old.TreeShape));
        PendingFile.WriteAll(InCache(SectorFileNames.PersistentAux), AuxiliaryFiles.PersistentAux(old.CommC, replica.Root));
        return new SealCommitments(new CommR(PoseidonHasher.HashPair(old.CommC, replica.Root)), commD);
    }

    private void Prepare()
    {
        Directory.CreateDirectory(update.Cache);
        File.Delete(InCache(SectorFileNames.PersistentAux));
        AtomicFile.FlushFolder(update.Cache);
        CacheCleaner.DeleteTemporaries(update.Cache);
    }

    /// <summary>The key's, as it is, for its trees have the same shapes; it names the folder of the sealing.</summary>
    private byte[] TemporaryAux(TreeShape treeRLast)
    {
        FileInfo file = new(Path.Combine(key.Cache, SectorFileNames.TemporaryAux));
        return file.Exists && file.Length is > 0 and <= LongestTemporaryAux
            ? File.ReadAllBytes(file.FullName)
            : AuxiliaryFiles.TemporaryAux(_config, treeRLast.FirstStoredRow - 1, options.RecordedCacheDirectory ?? key.Cache);
    }

    private string InCache(string name) => Path.Combine(update.Cache, name);
}
