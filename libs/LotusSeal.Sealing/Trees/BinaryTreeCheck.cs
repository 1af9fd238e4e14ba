using System.Buffers;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Trees;

/// <summary>Compares TreeD with what its leaves hash to, block by block. Thread-safe.</summary>
/// <remarks>The rows above the blocks are proved by the root first, so each block can be judged on its own, in any order.</remarks>
internal sealed class BinaryTreeCheck
{
    private readonly SectorFile _file;
    private readonly TreeShape _shape;
    private readonly BlockTreeBuilder.RowHash _hash;
    private readonly int _blockRows;

    /// <summary>Checks the rows above the blocks.</summary>
    /// <param name="file">The open tree, of the length of <paramref name="shape"/>.</param>
    /// <param name="shape">A binary tree with all its rows.</param>
    /// <param name="commD">The root that it must have.</param>
    /// <param name="hash">Hashes pairs.</param>
    /// <exception cref="SealingException">The tree has another root, or the upper rows do not lead to it.</exception>
    public BinaryTreeCheck(SectorFile file, TreeShape shape, CommD commD, BlockTreeBuilder.RowHash hash)
    {
        (_file, _shape, _hash) = (file, shape, hash);
        BlockLeaves = BlockTreeBuilder.BlockLeavesOf(shape);
        _blockRows = new TreeShape(shape.Arity, (ulong)BlockLeaves).Rows;
        Digest root = file.ReadNode(shape.FileSize - Digest.Size);
        if (root != commD.Value) throw Damaged(shape.Rows - 1, 0, 1, $"the root is {root}, CommD is {commD}");
        CheckUpperRows(commD);
    }

    /// <summary>Leaves of a block.</summary>
    public int BlockLeaves { get; }

    /// <summary>Checks a block's rows.</summary>
    /// <param name="block">Index of the block.</param>
    /// <param name="leaves"><see cref="BlockLeaves"/> leaves as they were read from the tree.</param>
    /// <exception cref="SealingException">The leaves do not hash to the rows that are stored.</exception>
    public void CheckBlock(long block, ReadOnlySpan<byte> leaves)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(BlockLeaves * Digest.Size);
        try
        {
            ReadOnlySpan<byte> row = leaves;
            Span<byte> free = scratch;
            int firstBad = 0;
            bool rootIsBad = false;
            for (int index = 1; index < _blockRows; index++)
            {
                Span<byte> above = free[..(row.Length / _shape.Arity)];
                _hash(row, above);
                bool holds = IsStored(index, (ulong)block * (ulong)(above.Length / Digest.Size), above);
                if (!holds && firstBad == 0) firstBad = index;
                rootIsBad = !holds;
                row = above;
                free = free[above.Length..];
            }
            if (firstBad != 0) throw DamagedBlock(block, firstBad, rootIsBad);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Where the rows of a block lie in the file, bytes, leaves first.</summary>
    public IEnumerable<(ulong Offset, ulong Length)> RangesOf(long block)
    {
        for (int row = 0; row < _blockRows; row++)
        {
            ulong length = ((ulong)BlockLeaves >> row) * Digest.Size;
            yield return (_shape.RowOffset(row) + (ulong)block * length, length);
        }
    }

    private void CheckUpperRows(CommD commD)
    {
        byte[] row = new byte[_shape.RowLength(_blockRows - 1) * Digest.Size];
        _file.Read(_shape.RowOffset(_blockRows - 1), row);
        int firstBad = 0;
        for (int index = _blockRows; index < _shape.Rows; index++)
        {
            byte[] above = new byte[row.Length / _shape.Arity];
            _hash(row, above);
            if (firstBad == 0 && !IsStored(index, 0, above)) firstBad = index;
            row = above;
        }
        if (new Digest(row) != commD.Value) throw Damaged(_blockRows - 1, 0, _shape.RowLength(_blockRows - 1), "the row does not hash to CommD");
        if (firstBad != 0) throw Damaged(firstBad, 0, _shape.RowLength(firstBad), "the row does not follow from the leaves");
    }

    /// <summary>Leaves that lead to the block's proved root are sound: then the row that differs from them is not.</summary>
    private SealingException DamagedBlock(long block, int firstBad, bool rootIsBad)
    {
        int row = rootIsBad ? 0 : firstBad;
        ulong nodes = (ulong)BlockLeaves >> row;
        return Damaged(row, (ulong)block * nodes, nodes, row == 0 ? "the leaves do not hash to CommD" : "the row does not follow from the leaves");
    }

    private bool IsStored(int row, ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        byte[] stored = ArrayPool<byte>.Shared.Rent(nodes.Length);
        try
        {
            Span<byte> bytes = stored.AsSpan(0, nodes.Length);
            _file.Read(_shape.RowOffset(row) + firstNode * Digest.Size, bytes);
            return bytes.SequenceEqual(nodes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private SealingException Damaged(int row, ulong firstNode, ulong nodes, string reason) =>
        SealingException.Damaged(_file.Path, _shape.RowOffset(row) + firstNode * Digest.Size, nodes * Digest.Size, reason);
}
