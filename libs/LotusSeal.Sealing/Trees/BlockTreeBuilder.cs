using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Trees;

/// <summary>Hashes children into parents.</summary>
/// <param name="nodes">Arity · count nodes.</param>
/// <param name="digests">Receives count nodes.</param>
/// <param name="count">Parents.</param>
internal unsafe delegate void RowHash(byte* nodes, byte* digests, long count);

/// <summary>Builds a tree file from blocks of leaves that may come in any order and from several threads.</summary>
/// <remarks>A block is a whole subtree: its rows go to their places in the file, only its root stays in memory.</remarks>
internal sealed unsafe class BlockTreeBuilder
{
    private const ulong SmallBlock = 1 << 12, LargeBlock = 1 << 15, LargeTree = 1 << 21;
    private readonly TreeShape _shape;
    private readonly SafeFileHandle _file;
    private readonly RowHash _hash;
    private readonly byte[] _roots;
    private readonly int _blockRows;

    public BlockTreeBuilder(TreeShape shape, SafeFileHandle file, RowHash hash)
    {
        _shape = shape;
        _file = file;
        _hash = hash;
        BlockLeaves = BlockLeavesOf(shape);
        Blocks = (long)(shape.Leaves / (ulong)BlockLeaves);
        _blockRows = new TreeShape(shape.Arity, (ulong)BlockLeaves).Rows;
        _roots = new byte[Blocks * Digest.Size];
    }

    /// <summary>Leaves of a block.</summary>
    public int BlockLeaves { get; }

    /// <summary>Number of blocks.</summary>
    public long Blocks { get; }

    /// <summary>4096 leaves, or 32768 in trees that have many of them.</summary>
    public static int BlockLeavesOf(TreeShape shape) => (int)Math.Min(shape.Leaves, shape.Leaves >= LargeTree ? LargeBlock : SmallBlock);

    /// <summary>Hashes a block and stores its rows.</summary>
    /// <param name="block">Index of the block.</param>
    /// <param name="leaves"><see cref="BlockLeaves"/> nodes.</param>
    public void AddBlock(long block, byte* leaves)
    {
        int scratchNodes = BlockLeaves / (_shape.Arity - 1) + 1;
        byte[] scratch = GC.AllocateUninitializedArray<byte>(scratchNodes * Digest.Size);
        fixed (byte* rows = scratch)
        {
            byte* row = leaves, next = rows;
            long length = BlockLeaves;
            for (int index = 0; ; index++)
            {
                Store(index, (ulong)block * (ulong)length, row, length);
                if (index == _blockRows - 1) break;
                length /= _shape.Arity;
                _hash(row, next, length);
                row = next;
                next += length * Digest.Size;
            }
            new ReadOnlySpan<byte>(row, Digest.Size).CopyTo(_roots.AsSpan((int)block * Digest.Size));
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
            fixed (byte* from = row, to = next)
            {
                _hash(from, to, next.Length / Digest.Size);
                Store(index, 0, to, next.Length / Digest.Size);
            }
            row = next;
        }
        return new Digest(row);
    }

    private void Store(int row, ulong firstNode, byte* nodes, long count)
    {
        if (row < _shape.FirstStoredRow) return;
        ulong offset = _shape.RowOffset(row) + firstNode * Digest.Size;
        RandomAccess.Write(_file, new ReadOnlySpan<byte>(nodes, checked((int)(count * Digest.Size))), (long)offset);
    }
}
