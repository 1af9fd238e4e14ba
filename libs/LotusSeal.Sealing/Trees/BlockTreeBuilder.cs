using System.Buffers;

namespace LotusSeal.Sealing.Trees;

/// <summary>Builds a tree from blocks of leaves that may come in any order and from several threads.</summary>
/// <remarks>A block is a whole subtree: its rows are handed on at once, only its root stays in memory.</remarks>
internal sealed class BlockTreeBuilder
{
    private const ulong SmallBlock = 1 << 12, LargeBlock = 1 << 15, LargeTree = 1 << 21;
    private readonly TreeShape _shape;
    private readonly RowHash _hash;
    private readonly RowWriter _write;
    private readonly byte[] _roots;
    private readonly int _blockRows;

    /// <summary>Starts a tree.</summary>
    /// <param name="shape">The tree; rows below its first stored one are not handed on.</param>
    /// <param name="hash">Hashes arity nodes into one.</param>
    /// <param name="write">Receives the rows of the blocks, then those above them.</param>
    public BlockTreeBuilder(TreeShape shape, RowHash hash, RowWriter write)
    {
        _shape = shape;
        _hash = hash;
        _write = write;
        BlockLeaves = BlockLeavesOf(shape);
        Blocks = (long)(shape.Leaves / (ulong)BlockLeaves);
        _blockRows = new TreeShape(shape.Arity, (ulong)BlockLeaves).Rows;
        _roots = new byte[Blocks * Digest.Size];
    }

    /// <summary>Hashes children into parents.</summary>
    /// <param name="nodes">Arity nodes for each parent.</param>
    /// <param name="digests">Receives the parents.</param>
    public delegate void RowHash(ReadOnlySpan<byte> nodes, Span<byte> digests);

    /// <summary>Takes nodes of a row.</summary>
    /// <param name="row">Row, 0 for the leaves.</param>
    /// <param name="firstNode">First node of the row.</param>
    /// <param name="nodes">32 bytes a node.</param>
    public delegate void RowWriter(int row, ulong firstNode, ReadOnlySpan<byte> nodes);

    /// <summary>Leaves of a block.</summary>
    public int BlockLeaves { get; }

    /// <summary>Number of blocks.</summary>
    public long Blocks { get; }

    /// <summary>Hashes a block and hands on its rows.</summary>
    /// <param name="block">Index of the block.</param>
    /// <param name="leaves"><see cref="BlockLeaves"/> nodes.</param>
    public void AddBlock(long block, ReadOnlySpan<byte> leaves)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent((BlockLeaves / (_shape.Arity - 1) + 1) * Digest.Size);
        try
        {
            ReadOnlySpan<byte> row = leaves;
            Span<byte> free = scratch;
            for (int index = 0; ; index++)
            {
                Store(index, (ulong)block * (ulong)(row.Length / Digest.Size), row);
                if (index == _blockRows - 1) break;
                Span<byte> next = free[..(row.Length / _shape.Arity)];
                _hash(row, next);
                row = next;
                free = free[next.Length..];
            }
            row.CopyTo(_roots.AsSpan((int)block * Digest.Size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Builds the rows above the blocks, after all of them.</summary>
    /// <returns>The root.</returns>
    public Digest Finish()
    {
        byte[] row = _roots;
        for (int index = _blockRows; index < _shape.Rows; index++)
        {
            byte[] next = new byte[row.Length / _shape.Arity];
            _hash(row, next);
            Store(index, 0, next);
            row = next;
        }
        return new Digest(row);
    }

    /// <summary>4096 leaves, or 32768 in trees that have many of them.</summary>
    internal static int BlockLeavesOf(TreeShape shape) => (int)Math.Min(shape.Leaves, shape.Leaves >= LargeTree ? LargeBlock : SmallBlock);

    private void Store(int row, ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        if (row >= _shape.FirstStoredRow) _write(row, firstNode, nodes);
    }
}
