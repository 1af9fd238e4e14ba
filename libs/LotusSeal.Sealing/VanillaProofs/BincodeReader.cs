using System.Buffers.Binary;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Takes fields of a vanilla proof off the front: bincode with fixed widths (post.md 4.3). Errors name the byte.</summary>
internal ref struct BincodeReader(ReadOnlySpan<byte> bytes)
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
