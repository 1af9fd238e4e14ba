using System.Buffers.Binary;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The layout of syn-porep-vanilla-proofs.dat (porep.md 7.4): three roots, then a record for each synthetic challenge.</summary>
internal sealed class SyntheticProofsFile(PoRepConfig config)
{
    /// <summary>comm_d, comm_c, comm_r_last.</summary>
    public const int HeaderSize = 3 * Digest.Size;

    private readonly int[] _aritiesD = SectorTrees.TreeDArities(config), _aritiesC = SectorTrees.CompoundArities(config);

    private int DataPathSize => config.NodesLog2 * Digest.Size;

    private int CompoundPathSize => _aritiesC.Sum(arity => arity - 1) * Digest.Size;

    private int ColumnSize => config.Layers * Digest.Size + Digest.Size + CompoundPathSize;

    /// <summary>Bytes of a record.</summary>
    public int RecordSize => (SectorGraph.Degree + 1) * sizeof(ulong) + Digest.Size + DataPathSize
        + (SectorGraph.Degree + 1) * ColumnSize + Digest.Size + CompoundPathSize;

    /// <summary>Bytes of the file.</summary>
    public ulong FileSize(uint challenges) => HeaderSize + (ulong)challenges * (ulong)RecordSize;

    /// <summary>Where a record begins.</summary>
    public ulong OffsetOf(uint index) => HeaderSize + (ulong)index * (ulong)RecordSize;

    public static byte[] WriteHeader(SectorProver prover) => [.. prover.CommD.Span, .. prover.CommC.Span, .. prover.CommRLast.Span];

    public static void WriteRecord(VanillaProof proof, Span<byte> record)
    {
        WriteIndex(proof.Challenge, ref record);
        foreach (ColumnProof parent in proof.DrgParents) WriteIndex(parent.Index, ref record);
        foreach (ColumnProof parent in proof.ExpanderParents) WriteIndex(parent.Index, ref record);
        WritePath(proof.CommD, ref record);
        WriteColumn(proof.Column, ref record);
        foreach (ColumnProof parent in proof.DrgParents) WriteColumn(parent, ref record);
        foreach (ColumnProof parent in proof.ExpanderParents) WriteColumn(parent, ref record);
        WritePath(proof.CommRLast, ref record);
    }

    /// <summary>Rebuilds a proof.</summary>
    /// <exception cref="SealingException">The record holds another challenge, or indices beyond the sector.</exception>
    public VanillaProof ReadRecord(SectorFile file, uint index, uint challenge)
    {
        byte[] bytes = new byte[HeaderSize + RecordSize];
        file.Read(0, bytes.AsSpan(0, HeaderSize));
        file.Read(OffsetOf(index), bytes.AsSpan(HeaderSize));
        Digest commD = Root(bytes, 0), commC = Root(bytes, 1), commRLast = Root(bytes, 2);
        ReadOnlySpan<byte> record = bytes.AsSpan(HeaderSize);
        uint stored = ReadIndex(file, index, ref record);
        if (stored != challenge)
            throw new SealingException(
                $"{file.Path}: record {index} is of challenge {stored} instead of {challenge}; the file belongs to another replica.");
        uint[] parents = new uint[SectorGraph.Degree];
        for (int i = 0; i < parents.Length; i++) parents[i] = ReadIndex(file, index, ref record);
        MerklePath pathD = ReadPath(commD, challenge, _aritiesD, DataPathSize, ref record);
        ColumnProof column = ReadColumn(commC, challenge, ref record);
        ColumnProof[] columns = new ColumnProof[SectorGraph.Degree];
        for (int i = 0; i < columns.Length; i++) columns[i] = ReadColumn(commC, parents[i], ref record);
        MerklePath pathR = ReadPath(commRLast, challenge, _aritiesC, CompoundPathSize, ref record);
        return VanillaProof.FromColumns(challenge, pathD, pathR, column, columns[..SectorGraph.BaseDegree], columns[SectorGraph.BaseDegree..]);
    }

    private static Digest Root(byte[] bytes, int index) => new(bytes.AsSpan(index * Digest.Size, Digest.Size));

    private static void WriteIndex(uint value, ref Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, value);
        target = target[sizeof(ulong)..];
    }

    private static void WriteBytes(scoped ReadOnlySpan<byte> bytes, ref Span<byte> target)
    {
        bytes.CopyTo(target);
        target = target[bytes.Length..];
    }

    private static void WritePath(MerklePath path, ref Span<byte> target)
    {
        Digest leaf = path.Leaf;
        WriteBytes(leaf.Span, ref target);
        foreach (MerkleLevel level in path.Levels) WriteBytes(level.Siblings, ref target);
    }

    private static void WriteColumn(ColumnProof column, ref Span<byte> target)
    {
        WriteBytes(column.Rows, ref target);
        WritePath(column.Inclusion, ref target);
    }

    private static ReadOnlySpan<byte> Take(int length, ref ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> taken = source[..length];
        source = source[length..];
        return taken;
    }

    private static MerklePath ReadPath(Digest root, uint index, int[] arities, int size, ref ReadOnlySpan<byte> source)
    {
        Digest leaf = new(Take(Digest.Size, ref source));
        return MerklePath.FromSiblings(root, leaf, index, arities, Take(size, ref source));
    }

    private uint ReadIndex(SectorFile file, uint record, ref ReadOnlySpan<byte> source)
    {
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong), ref source));
        return value < config.Nodes ? (uint)value
            : throw new SealingException($"{file.Path}: record {record} names node {value}; the sector has {config.Nodes}.");
    }

    private ColumnProof ReadColumn(Digest commC, uint index, ref ReadOnlySpan<byte> source)
    {
        byte[] rows = Take(config.Layers * Digest.Size, ref source).ToArray();
        return new ColumnProof(index, rows, ReadPath(commC, index, _aritiesC, CompoundPathSize, ref source));
    }
}
