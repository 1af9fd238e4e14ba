using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Poseidon;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>
/// A sector of full size that takes hardly any space or time: its replica is zero apart from a few segments of random nodes, its trees are right.
/// Nobody sealed it, which a proof of spacetime does not see.
/// </summary>
internal sealed class SparseSector
{
    private const int Arity = 8;
    private readonly PoseidonHasher _hasher = new(Arity);
    private readonly PoRepConfig _config;
    private readonly TreeShape _shape;
    private readonly Digest[] _zero;

    private SparseSector(PoRepConfig config)
    {
        _config = config;
        _shape = SectorTrees.TreeRLast(config, SectorTrees.RowsToDiscard(config, SealingOptions.DefaultRowsToDiscard));
        _zero = new Digest[_shape.Rows];
        for (int row = 1; row < _shape.Rows; row++) _zero[row] = Hash([.. Enumerable.Repeat(_zero[row - 1], Arity)]);
    }

    /// <summary>Makes the files in a folder.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="folder">Takes <c>sealed</c> and <c>cache</c>.</param>
    /// <param name="nodes">Nodes whose groups of eight hold data.</param>
    /// <param name="random">Draws the data.</param>
    public static PostSector Create(PoRepConfig config, string folder, IEnumerable<ulong> nodes, Random random) =>
        new SparseSector(config).Create(folder, nodes, random);

    private PostSector Create(string folder, IEnumerable<ulong> nodes, Random random)
    {
        string replica = Path.Combine(folder, "sealed"), cache = Path.Combine(folder, "cache");
        Directory.CreateDirectory(cache);
        Dictionary<ulong, Digest> leaves = [];
        using (FileStream file = new(replica, FileMode.Create, FileAccess.Write))
        {
            file.SetLength((long)_config.SectorSize);
            foreach (ulong node in nodes.SelectMany(node => Enumerable.Range(0, Arity).Select(i => node / Arity * Arity + (ulong)i)).Distinct())
            {
                leaves[node] = Draw(random);
                file.Position = (long)(node * Digest.Size);
                file.Write(leaves[node].Span);
            }
        }

        ulong each = SectorTrees.BaseLeaves(_config);
        Digest[] roots = [.. Enumerable.Range(0, _config.BaseTrees).Select(tree => WriteTree(
            Path.Combine(cache, SectorFileNames.TreeRLast(_config, tree)),
            leaves.Where(leaf => leaf.Key / each == (ulong)tree).ToDictionary(leaf => leaf.Key % each, leaf => leaf.Value)))];
        Digest commC = Draw(random), commRLast = CompoundRoot.Compute(_config, roots);
        File.WriteAllBytes(Path.Combine(cache, SectorFileNames.PersistentAux), [.. commC.Span, .. commRLast.Span]);
        return new PostSector(_config, (ulong)random.NextInt64(), new CommR(PoseidonHasher.HashPair(commC, commRLast)), replica, cache);
    }

    /// <summary>Writes the stored rows: those of zeros, with the nodes above data put in.</summary>
    private Digest WriteTree(string path, Dictionary<ulong, Digest> row)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write);
        for (int index = 0; ; index++)
        {
            if (index >= _shape.FirstStoredRow)
            {
                byte[] nodes = new byte[_shape.RowLength(index) * Digest.Size];
                for (int at = 0; at < nodes.Length; at += Digest.Size) _zero[index].Span.CopyTo(nodes.AsSpan(at));
                foreach ((ulong node, Digest value) in row) value.Span.CopyTo(nodes.AsSpan((int)node * Digest.Size));
                file.Write(nodes);
            }

            if (index == _shape.Rows - 1) return row.GetValueOrDefault(0UL, _zero[index]);
            row = row.Keys.Select(node => node / Arity).Distinct().ToDictionary(parent => parent, parent =>
                Hash([.. Enumerable.Range(0, Arity).Select(i => row.GetValueOrDefault(parent * Arity + (ulong)i, _zero[index]))]));
        }
    }

    private Digest Hash(Digest[] children)
    {
        byte[] nodes = [.. children.SelectMany(child => child.ToArray())], digest = new byte[Digest.Size];
        _hasher.Hash(nodes, digest);
        return new Digest(digest);
    }

    private static Digest Draw(Random random)
    {
        byte[] bytes = new byte[Digest.Size];
        random.NextBytes(bytes);
        bytes[^1] &= 0x3f;
        return new Digest(bytes);
    }
}
