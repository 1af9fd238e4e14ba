using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Poseidon;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Makes the vanilla proof of spacetime of a sector from its replica, p_aux and TreeRLast (post.md 4). For one thread.</summary>
/// <remarks>
/// Every proof is verified before it is returned, and errors name the file: what is damaged outside of the challenged nodes is not seen.
/// Nothing is ever written (post.md 12, trap 12).
/// </remarks>
internal sealed class PostSectorProver : IDisposable
{
    private readonly PostSector _sector;
    private readonly Digest _commC, _commRLast;
    private readonly SectorFile _replica;
    private readonly BaseTrees _trees;
    private readonly ReplicaSubtree _subtree;
    private readonly CompoundPathVerifier _paths;

    /// <exception cref="SealingException">A file is missing, has a wrong length, or disagrees with the sector's CommR.</exception>
    public PostSectorProver(HashBackend hashes, PostSector sector)
    {
        _sector = sector;
        _paths = new CompoundPathVerifier(sector.Config);
        (_commC, _commRLast) = ReadCommitments(sector);
        _replica = SectorFile.Open(sector.ReplicaPath, sector.Config.SectorSize, FileOptions.RandomAccess);
        try
        {
            _trees = ReplicaTrees.Open(sector.Config, sector.CacheDirectory);
            _subtree = new ReplicaSubtree(hashes, _replica, _trees.Trees[0].Shape.FirstStoredRow);
            if (_trees.Root != _commRLast) throw RootDiffers();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens the challenged nodes.</summary>
    /// <exception cref="SealingException">A challenge is no node of the sector, or what was read does not hold.</exception>
    public PostSectorProof Prove(IReadOnlyList<ulong> challenges, CancellationToken cancellationToken)
    {
        List<MerklePath> inclusions = [];
        foreach (ulong challenge in challenges)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (challenge >= _sector.Config.Nodes)
                throw new SealingException($"challenge {challenge} is out of bounds (max: {_sector.Config.Nodes})");
            inclusions.Add(PathOf(challenge));
        }
        PostSectorProof proof = new(_sector.Number, _sector.CommR, _commC, _commRLast, inclusions);
        if (new PostProofVerifier(_sector.Config).FindFault(proof, _sector.CommR, challenges) is not { } fault) return proof;
        throw new SealingException(fault.Challenge is { } index ? Suspicion(challenges[index], inclusions[index], fault.Reason) : fault.Reason);
    }

    public void Dispose()
    {
        _trees?.Dispose();
        _replica?.Dispose();
    }

    private static (Digest CommC, Digest CommRLast) ReadCommitments(PostSector sector)
    {
        (Digest commC, Digest commRLast) = AuxiliaryFiles.ReadPersistentAux(sector.CacheDirectory);
        string path = Path.Combine(sector.CacheDirectory, SectorFileNames.PersistentAux);
        CommitmentChecks.Require(commC, $"{path}: comm_c");
        CommitmentChecks.Require(commRLast, $"{path}: comm_r_last");
        CommR commR = new(PoseidonHasher.HashPair(commC, commRLast));
        return commR == sector.CommR ? (commC, commRLast)
            : throw new SealingException($"{path} gives CommR {commR}; the proof is wanted of {sector.CommR}.");
    }

    private MerklePath PathOf(ulong challenge)
    {
        (int tree, ulong leaf) = _trees.Locate(challenge);
        TreeReader reader = _trees.Trees[tree];
        List<MerkleLevel> levels = [];
        Digest value = _subtree.AppendLevels(challenge, levels);
        reader.AppendLevels(reader.Shape.FirstStoredRow, leaf >> (3 * reader.Shape.FirstStoredRow), levels);
        _trees.AppendUpperLevels(tree, levels);
        return new MerklePath(_trees.Root, value, levels);
    }

    /// <summary>Names p_aux, or the tree file whose root does not follow from the row below it.</summary>
    private SealingException RootDiffers()
    {
        foreach (TreeReader tree in _trees.Trees)
        {
            int last = tree.Shape.Rows - 1;
            if (last > tree.Shape.FirstStoredRow && ClimbStored(tree, last - 1, 0) != tree.Root)
                return new SealingException($"{tree.Path}: the root does not follow from the row below it; the file is damaged.");
        }
        string names = _trees.Trees.Count == 1 ? $"{_trees.Trees[0].Path} leads" : $"{_trees.Trees[0].Path} and its siblings lead";
        string persistentAux = Path.Combine(_sector.CacheDirectory, SectorFileNames.PersistentAux);
        return new SealingException($"{names} to {_trees.Root}; comm_r_last in {persistentAux} is {_commRLast}.");
    }

    /// <summary>The file that a path which does not hold was read from wrongly.</summary>
    private string Suspicion(ulong challenge, MerklePath path, string reason)
    {
        (int index, ulong leaf) = _trees.Locate(challenge);
        TreeReader tree = _trees.Trees[index];
        int rows = tree.Shape.FirstStoredRow;
        ulong node = leaf >> (3 * rows), first = challenge >> (3 * rows) << (3 * rows);
        bool treeHolds = ClimbStored(tree, rows, node) == tree.Root;
        bool replicaAgrees = _paths.Climb(path.Leaf, path.Levels.Take(rows)) == tree.ReadNode(rows, node);
        string file = treeHolds && !replicaAgrees
            ? $"{_replica.Path} is damaged between byte {first * Digest.Size} and {(first + (1UL << (3 * rows))) * Digest.Size}"
            : $"{tree.Path} is damaged";
        return $"challenge {challenge}: {reason}; {file}.";
    }

    private Digest? ClimbStored(TreeReader tree, int row, ulong node)
    {
        Digest start = tree.ReadNode(row, node);
        List<MerkleLevel> levels = [];
        tree.AppendLevels(row, node, levels);
        return Fr.IsCanonical(start.Span) ? _paths.Climb(start, levels) : null;
    }
}
