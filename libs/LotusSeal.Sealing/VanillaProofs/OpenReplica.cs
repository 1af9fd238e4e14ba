using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>A sealed or updated replica with its p_aux and TreeRLast, from which paths are made. Thread-safe apart from the subtrees.</summary>
/// <remarks>Nothing is ever written (post.md 12, trap 12). What is damaged outside of the nodes that are opened is not seen.</remarks>
internal sealed class OpenReplica : IDisposable
{
    private readonly HashBackend _hashes;
    private readonly string _cache;
    private readonly CompoundPathVerifier _paths;
    private readonly CacheCommitments _commitments;
    private readonly SectorFile _replica;
    private readonly BaseTrees _trees;

    /// <summary>Opens the files.</summary>
    /// <param name="hashes">Hash the rows that are not stored.</param>
    /// <param name="config">The sector's shape; only its size counts.</param>
    /// <param name="replicaPath">The sealed or updated file.</param>
    /// <param name="cacheDirectory">The folder with p_aux and TreeRLast that belongs to it.</param>
    /// <param name="commR">What p_aux must lead to; null for whatever it does.</param>
    /// <exception cref="SealingException">A file is missing, has a wrong length, or disagrees with the others or the CommR.</exception>
    public OpenReplica(HashBackend hashes, PoRepConfig config, string replicaPath, string cacheDirectory, CommR? commR)
    {
        (_hashes, _cache) = (hashes, cacheDirectory);
        _paths = new CompoundPathVerifier(config);
        _commitments = CacheCommitments.Read(cacheDirectory);
        if (commR is { } wanted && CommR != wanted)
            throw new SealingException($"{PersistentAux} gives CommR {CommR}; the proof is wanted of {wanted}.");
        _replica = SectorFile.Open(replicaPath, config.SectorSize, FileOptions.RandomAccess);
        try
        {
            _trees = ReplicaTrees.Open(config, cacheDirectory);
            if (_trees.Root != CommRLast) throw RootDiffers();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The half of CommR that the sealing fixed.</summary>
    public Digest CommC => _commitments.CommC;

    /// <summary>Root of TreeRLast.</summary>
    public Digest CommRLast => _commitments.CommRLast;

    /// <summary>What both lead to.</summary>
    public CommR CommR => _commitments.CommR;

    /// <summary>The replica.</summary>
    public SectorFile Replica => _replica;

    /// <summary>The shape of a base tree's file, with its low rows left out.</summary>
    public TreeShape TreeShape => _trees.Trees[0].Shape;

    private string PersistentAux => Path.Combine(_cache, SectorFileNames.PersistentAux);

    /// <summary>Makes paths; one for each thread.</summary>
    public ReplicaSubtree CreateSubtree() => new(_hashes, _replica, _trees);

    /// <summary>Names the file that a path which does not hold was read from wrongly.</summary>
    /// <param name="node">The node that was opened.</param>
    /// <param name="path">Its path.</param>
    /// <param name="reason">What does not hold.</param>
    public string Suspicion(ulong node, MerklePath path, string reason)
    {
        (int index, ulong leaf) = _trees.Locate(node);
        TreeReader tree = _trees.Trees[index];
        int rows = tree.Shape.FirstStoredRow;
        ulong stored = leaf >> (3 * rows), first = node >> (3 * rows) << (3 * rows);
        bool treeHolds = ClimbStored(tree, rows, stored) == tree.Root;
        bool replicaAgrees = _paths.Climb(path.Leaf, path.Levels.Take(rows)) == tree.ReadNode(rows, stored);
        string file = treeHolds && !replicaAgrees
            ? $"{_replica.Path} is damaged between byte {first * Digest.Size} and {(first + (1UL << (3 * rows))) * Digest.Size}"
            : $"{tree.Path} is damaged";
        return $"challenge {node}: {reason}; {file}.";
    }

    public void Dispose()
    {
        _trees?.Dispose();
        _replica?.Dispose();
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
        return new SealingException($"{names} to {_trees.Root}; comm_r_last in {PersistentAux} is {CommRLast}.");
    }

    private Digest? ClimbStored(TreeReader tree, int row, ulong node)
    {
        Digest start = tree.ReadNode(row, node);
        List<MerkleLevel> levels = [];
        tree.AppendLevels(row, node, levels);
        return Fr.IsCanonical(start.Span) ? _paths.Climb(start, levels) : null;
    }
}
