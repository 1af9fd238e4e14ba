using System.Buffers.Binary;
using System.Security.Cryptography;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>A digest of all constraints, by which circuits are compared (porep.md 8.6).</summary>
public sealed class ShapeDigest : IConstraintSink, IDisposable
{
    private const int TermSize = 1 + sizeof(uint) + Fr.Size;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<Term> _merged = [];
    private byte[] _buffer = new byte[1 << 16];
    private int _length;

    /// <inheritdoc/>
    public void Take(Combination a, Combination b, Combination c)
    {
        Append(a);
        Append(b);
        Append(c);
    }

    /// <summary>The digest of a system all of whose constraints were taken.</summary>
    public byte[] Finish(ConstraintSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        Flush();
        Span<byte> counts = stackalloc byte[3 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(counts, (ulong)system.Inputs.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(counts[8..], (ulong)system.Aux.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(counts[16..], (ulong)system.Constraints);
        _hash.AppendData(counts);
        return _hash.GetHashAndReset();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Append(Combination combination)
    {
        combination.Merge(_merged);
        Reserve(sizeof(uint) + _merged.Count * TermSize);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_length), _merged.Count);
        _length += sizeof(uint);
        foreach (Term term in _merged)
        {
            _buffer[_length] = term.Variable.IsInput ? (byte)0 : (byte)1;
            BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length + 1), term.Variable.Index);
            term.Coefficient.Write(_buffer.AsSpan(_length + 1 + sizeof(uint)));
            _length += TermSize;
        }
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes <= _buffer.Length) return;
        Flush();
        if (bytes > _buffer.Length) _buffer = new byte[bytes];
    }

    private void Flush()
    {
        _hash.AppendData(_buffer.AsSpan(0, _length));
        _length = 0;
    }
}
