using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Trees;

/// <summary>A tree file under work. Rows may come in any order and from several threads; the root is the node of the last row.</summary>
/// <param name="path">The final name.</param>
/// <param name="shape">The rows; those that are not stored are dropped.</param>
/// <param name="leavesMemory">Nobody reads it soon.</param>
internal sealed class PendingTree(string path, TreeShape shape, bool leavesMemory = false) : IDisposable
{
    private readonly PendingFile _file = new(path, leavesMemory: leavesMemory);
    private long _written;
    private Digest _root;

    public string Path => _file.Path;

    /// <summary>The file under its temporary name.</summary>
    public PendingFile File => _file;

    /// <summary>The root, once its row was written.</summary>
    public Digest Root => _root;

    /// <summary>Bytes written so far; the whole file has <see cref="TreeShape.FileSize"/>.</summary>
    public ulong Written => (ulong)Interlocked.Read(ref _written);

    private bool IsWhole => Written == shape.FileSize;

    /// <summary>What was left out of trees, or null when as many bytes were written as each file has.</summary>
    public static string? Missing(IEnumerable<PendingTree> trees) =>
        trees.FirstOrDefault(tree => !tree.IsWhole) is { } broken ? $"{broken.Path} got only {broken.Written} bytes" : null;

    /// <summary>Writes nodes of a row; rows that are not stored are dropped.</summary>
    /// <exception cref="ArgumentException">They are not nodes of a row of this tree.</exception>
    public void Write(int row, ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        if (row < 0 || row >= shape.Rows) throw new ArgumentOutOfRangeException(nameof(row), row, $"The tree has {shape.Rows} rows.");
        ulong count = (ulong)(nodes.Length / Digest.Size), length = shape.RowLength(row);
        if (nodes.Length % Digest.Size != 0 || count > length || firstNode > length - count)
            throw new ArgumentException($"{nodes.Length} bytes from node {firstNode} are not in row {row} of {length} nodes.", nameof(nodes));
        if (row < shape.FirstStoredRow) return;
        _file.Write(nodes, (long)(shape.RowOffset(row) + firstNode * Digest.Size));
        Interlocked.Add(ref _written, nodes.Length);
        if (row == shape.Rows - 1 && count == 1) _root = new Digest(nodes);
    }

    /// <summary>Reads back nodes of a stored row that were written.</summary>
    public void Read(int row, ulong firstNode, Span<byte> nodes)
    {
        long offset = (long)(shape.RowOffset(row) + firstNode * Digest.Size);
        for (int read; !nodes.IsEmpty; nodes = nodes[read..], offset += read)
        {
            read = RandomAccess.Read(_file.Handle, nodes, offset);
            if (read == 0) throw new SealingException($"{_file.TemporaryPath} ends at byte {offset}; it was cut while it was made.");
        }
    }

    /// <summary>Makes the file whole.</summary>
    public void Commit() => _file.Commit();

    public void Dispose() => _file.Dispose();
}
