using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Trees;

/// <summary>Paths out of a tree file. Thread-safe.</summary>
internal sealed class TreeReader(SectorFile file, TreeShape shape) : IDisposable
{
    public TreeShape Shape => shape;

    public string Path => file.Path;

    public Digest Root => file.ReadNode(shape.FileSize - Digest.Size);

    /// <summary>A node of a stored row.</summary>
    public Digest ReadNode(int row, ulong index) => file.ReadNode(shape.RowOffset(row) + index * Digest.Size);

    /// <summary>Appends the levels from a row to the root.</summary>
    /// <param name="row">The first row, stored.</param>
    /// <param name="index">The path's node in that row.</param>
    /// <param name="levels">Receives one level for each row but the last.</param>
    public void AppendLevels(int row, ulong index, List<MerkleLevel> levels)
    {
        ulong arity = (ulong)shape.Arity;
        byte[] group = new byte[shape.Arity * Digest.Size];
        for (; row < shape.Rows - 1; row++, index /= arity)
        {
            file.Read(shape.RowOffset(row) + index / arity * arity * Digest.Size, group);
            levels.Add(LevelOf(group, (int)(index % arity)));
        }
    }

    /// <summary>The path of a leaf of a tree that is stored whole.</summary>
    public MerklePath PathOf(ulong leaf)
    {
        List<MerkleLevel> levels = [];
        AppendLevels(0, leaf, levels);
        return new MerklePath(Root, ReadNode(0, leaf), levels);
    }

    /// <summary>Takes a node out of its group of children.</summary>
    public static MerkleLevel LevelOf(ReadOnlySpan<byte> group, int index) =>
        new([.. group[..(index * Digest.Size)], .. group[((index + 1) * Digest.Size)..]], index);

    public void Dispose() => file.Dispose();
}
