using System.Buffers.Binary;
using System.Numerics;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>A <c>.params</c> file (porep.md 9.4): its head is checked when it is opened, its points when they are read.</summary>
public sealed class StoredParameters : IDisposable
{
    private readonly ParametersFile _file;
    private readonly IPointDecoder<Fp> _first;
    private readonly IPointDecoder<Fp2> _second;

    private StoredParameters(ParametersFile file, IPointDecoder<Fp>? first, IPointDecoder<Fp2>? second)
    {
        _file = file;
        _first = first ?? new PointDecoder<G1, Fp>();
        _second = second ?? new PointDecoder<G2, Fp2>();
        Parameters = ReadHead();
    }

    /// <summary>The parameters; they end with this.</summary>
    public Parameters Parameters { get; }

    /// <summary>Opens a file, which is only read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="first">Decodes points of the first group; null for managed code.</param>
    /// <param name="second">Decodes points of the second group; null for managed code.</param>
    /// <exception cref="FormatException">It holds no parameters, not all of them, or more; the message names it.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static StoredParameters Open(string path, IPointDecoder<Fp>? first = null, IPointDecoder<Fp2>? second = null)
    {
        ParametersFile file = new(path);
        try
        {
            return new StoredParameters(file, first, second);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private Parameters ReadHead()
    {
        VerifyingKey key = ReadKey(out long offset);
        StoredQuery<Fp> h = Query("H", _first, ref offset), l = Query("L", _first, ref offset);
        StoredQuery<Fp> a = Query("A", _first, ref offset), b1 = Query("B in the first group", _first, ref offset);
        StoredQuery<Fp2> b2 = Query("B in the second group", _second, ref offset);
        if (offset != _file.Length) throw _file.Fault($"{_file.Length - offset} bytes are behind the parameters");
        if (!BitOperations.IsPow2((uint)h.Count + 1)) throw _file.Fault($"query H has {h.Count} points, which is not a power of two less one");
        if (b1.Count != b2.Count) throw _file.Fault($"query B has {b1.Count} points in one group and {b2.Count} in the other");
        return new Parameters(key, h, l, a, b1, b2);
    }

    private VerifyingKey ReadKey(out long length)
    {
        byte[] head = new byte[VerifyingKey.HeadSize];
        if (_file.Length < head.Length) throw _file.Fault($"{_file.Length} bytes are no parameters");
        _file.Read(0, head);
        try
        {
            byte[] bytes = new byte[Math.Min(_file.Length, VerifyingKey.LengthOf(head))];
            _file.Read(0, bytes);
            VerifyingKey key = VerifyingKey.Read(bytes, out int read);
            length = read;
            return key;
        }
        catch (FormatException error)
        {
            throw _file.Fault(error.Message, error);
        }
    }

    private StoredQuery<TField> Query<TField>(string name, IPointDecoder<TField> decoder, ref long offset)
        where TField : struct, IField<TField>
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        if (_file.Length - offset < bytes.Length) throw _file.Fault($"it ends before query {name}");
        _file.Read(offset, bytes);
        uint count = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        long begin = offset + bytes.Length, end = begin + (long)count * decoder.PointSize;
        if (count is 0 or > int.MaxValue || end > _file.Length)
            throw _file.Fault($"query {name} is said to have {count} points, for which {_file.Length - begin} bytes are there");
        offset = end;
        return new StoredQuery<TField>(_file, name, begin, (int)count, decoder);
    }
}
