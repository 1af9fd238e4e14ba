using System.Buffers.Binary;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The bytes of a vanilla proof of spacetime: bincode with fixed widths (post.md 4.3).</summary>
/// <remarks>The reader is strict: only what the writer makes is taken.</remarks>
public static class PostProofFormat
{
    /// <summary>Bytes of a proof of so many challenges.</summary>
    public static int LengthOf(PoRepConfig config, int challenges)
    {
        ArgumentNullException.ThrowIfNull(config);
        int[] arities = SectorTrees.CompoundArities(config);
        int paths = 1 + arities.Length - SectorTrees.BaseLevels(config);
        int inclusion = sizeof(uint) + 2 * Digest.Size + paths * sizeof(ulong)
            + arities.Sum(arity => 2 * sizeof(ulong) + (arity - 1) * Digest.Size);
        return 3 * sizeof(ulong) + 3 * Digest.Size + challenges * inclusion;
    }

    /// <summary>The bytes of a proof.</summary>
    public static byte[] Write(PoRepConfig config, PostSectorProof proof)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(proof);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(proof.SectorNumber);
        writer.Write(proof.CommR.Span);
        writer.Write(1UL);
        writer.Write((ulong)proof.Inclusions.Count);
        int[] arities = SectorTrees.CompoundArities(config);
        foreach (MerklePath path in proof.Inclusions) WritePath(writer, config, path, arities.Length);
        writer.Write(proof.CommC.Span);
        writer.Write(proof.CommRLast.Span);
        return stream.ToArray();
    }

    /// <summary>Reads a proof.</summary>
    /// <exception cref="SealingException">No proof of a sector of that shape; the message names the field and the byte.</exception>
    public static PostSectorProof Read(PoRepConfig config, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(config);
        Reader reader = new(bytes);
        ulong number = reader.Number();
        CommR commR = new(reader.Digest());
        reader.Require("the number of sectors", 1, reader.Number());
        ulong count = reader.Number();
        int[] arities = SectorTrees.CompoundArities(config);
        List<MerklePath> inclusions = [];
        for (ulong i = 0; i < count; i++) inclusions.Add(ReadPath(ref reader, config, arities));
        PostSectorProof proof = new(number, commR, reader.Digest(), reader.Digest(), inclusions);
        reader.RequireEnd();
        return proof;
    }

    // Root and leaf stand first for a single tree and last for the others.
    private static void WritePath(BinaryWriter writer, PoRepConfig config, MerklePath path, int levels)
    {
        writer.Write(Tag(config));
        bool single = Tag(config) == 0;
        if (single) WriteEnds(writer, path);
        int baseLevels = SectorTrees.BaseLevels(config);
        WriteLevels(writer, path.Levels.Take(baseLevels).ToArray());
        for (int level = baseLevels; level < levels; level++) WriteLevels(writer, [path.Levels[level]]);
        if (!single) WriteEnds(writer, path);
    }

    private static void WriteEnds(BinaryWriter writer, MerklePath path)
    {
        writer.Write(path.Root.Span);
        writer.Write(path.Leaf.Span);
    }

    private static void WriteLevels(BinaryWriter writer, MerkleLevel[] levels)
    {
        writer.Write((ulong)levels.Length);
        foreach (MerkleLevel level in levels)
        {
            writer.Write((ulong)level.Arity - 1);
            writer.Write(level.Siblings);
            writer.Write((ulong)level.Index);
        }
    }

    private static MerklePath ReadPath(ref Reader reader, PoRepConfig config, int[] arities)
    {
        reader.Require("the shape of a path", Tag(config), reader.Short());
        bool single = Tag(config) == 0;
        (Digest root, Digest leaf) = single ? (reader.Digest(), reader.Digest()) : default;
        List<MerkleLevel> levels = [];
        int baseLevels = SectorTrees.BaseLevels(config);
        ReadLevels(ref reader, arities.AsSpan(0, baseLevels), levels);
        for (int level = baseLevels; level < arities.Length; level++) ReadLevels(ref reader, arities.AsSpan(level, 1), levels);
        if (!single) (root, leaf) = (reader.Digest(), reader.Digest());
        return new MerklePath(root, leaf, levels);
    }

    private static void ReadLevels(ref Reader reader, ReadOnlySpan<int> arities, List<MerkleLevel> levels)
    {
        reader.Require("the length of a path", (ulong)arities.Length, reader.Number());
        foreach (int arity in arities)
        {
            reader.Require("the number of siblings", (ulong)arity - 1, reader.Number());
            byte[] siblings = reader.Bytes((arity - 1) * Digest.Size).ToArray();
            levels.Add(new MerkleLevel(siblings, reader.Index(arity)));
        }
    }

    private static uint Tag(PoRepConfig config) => config.TopTreeArity != 0 ? 2u : config.SubTreeArity != 0 ? 1u : 0u;

    /// <summary>Takes fields off the front; errors name the byte.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly int _length = bytes.Length;
        private ReadOnlySpan<byte> _rest = bytes;

        public ulong Number() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong)));

        public uint Short() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(sizeof(uint)));

        public Digest Digest() => new(Bytes(Primitives.Digest.Size));

        public int Index(int arity) => Number() is var index && index < (ulong)arity ? (int)index
            : throw Malformed($"a position is {index} instead of 0 to {arity - 1}");

        public ReadOnlySpan<byte> Bytes(int count)
        {
            if (_rest.Length < count) throw Malformed("the proof is cut");
            ReadOnlySpan<byte> taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        public readonly void Require(string field, ulong expected, ulong actual)
        {
            if (actual != expected) throw Malformed($"{field} is {actual} instead of {expected}");
        }

        public readonly void RequireEnd()
        {
            if (!_rest.IsEmpty) throw Malformed("there is more behind the proof");
        }

        private readonly SealingException Malformed(string reason) =>
            new($"The vanilla proof is malformed before byte {_length - _rest.Length}: {reason}.");
    }
}
