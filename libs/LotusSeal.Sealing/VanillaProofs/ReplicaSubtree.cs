using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Paths in TreeRLast: the rows that are not stored are rebuilt from the replica around one leaf (porep.md 5.2).</summary>
/// <remarks>Keeps the last subtree: challenges in node order often share one. Not thread-safe.</remarks>
internal sealed class ReplicaSubtree(HashBackend hashes, SectorFile replica, BaseTrees trees)
{
    private const int Arity = SectorTrees.BaseArity;
    private readonly byte[][] _rows = new byte[trees.Trees[0].Shape.FirstStoredRow][];
    private ulong? _first;

    private ulong Leaves => 1UL << (3 * _rows.Length);

    /// <summary>The path of a node of the replica.</summary>
    public MerklePath PathOf(ulong node)
    {
        (int tree, ulong leaf) = trees.Locate(node);
        List<MerkleLevel> levels = [];
        Digest value = AppendLevels(node, levels);
        trees.Trees[tree].AppendLevels(_rows.Length, leaf >> (3 * _rows.Length), levels);
        trees.AppendUpperLevels(tree, levels);
        return new MerklePath(trees.Root, value, levels);
    }

    /// <summary>Appends the levels below the stored rows.</summary>
    /// <param name="node">Index of the leaf in the replica.</param>
    /// <param name="levels">Receives them.</param>
    /// <returns>The leaf.</returns>
    private Digest AppendLevels(ulong node, List<MerkleLevel> levels)
    {
        ulong first = node / Leaves * Leaves;
        if (_first != first) Load(first);
        ulong index = node - first;
        Digest leaf = new(_rows[0].AsSpan((int)index * Digest.Size, Digest.Size));
        for (int row = 0; row < _rows.Length; row++, index /= Arity)
        {
            int group = (int)(index / Arity) * Arity * Digest.Size;
            levels.Add(TreeReader.LevelOf(_rows[row].AsSpan(group, Arity * Digest.Size), (int)(index % Arity)));
        }
        return leaf;
    }

    private void Load(ulong first)
    {
        _first = null;
        _rows[0] ??= new byte[Leaves * Digest.Size];
        replica.Read(first * Digest.Size, _rows[0]);
        for (int at = 0; at < _rows[0].Length; at += Digest.Size)
        {
            if (!Fr.IsCanonical(_rows[0].AsSpan(at, Digest.Size)))
                throw new SealingException(
                    $"{replica.Path}: node {first + (ulong)(at / Digest.Size)} is not a field element; the replica is damaged.");
        }
        for (int row = 1; row < _rows.Length; row++)
        {
            _rows[row] ??= new byte[_rows[row - 1].Length / Arity];
            hashes.Poseidon(Arity, _rows[row - 1], _rows[row]);
        }
        _first = first;
    }
}
