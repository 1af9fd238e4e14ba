using System.Buffers.Binary;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>
/// Powers of two secrets that nobody knows, in both groups: the key of all aggregates, whatever their circuit (snarkpack.md 3). Of a file no more is
/// read than a number of proofs needs: each power costs a check of its group.
/// </summary>
public sealed class AggregationKey
{
    private const uint MaxPowers = (1 << 20) + 1;

    private AggregationKey(int count, KeyPoints<Fp> first, KeyPoints<Fp2> second) => (Count, First, Second) = (count, first, second);

    /// <summary>The number of proofs that it is for; one when it is only to verify.</summary>
    public int Count { get; }

    /// <summary>Twice as many powers in the first group.</summary>
    internal KeyPoints<Fp> First { get; }

    /// <summary>As many in the second group, at least two.</summary>
    internal KeyPoints<Fp2> Second { get; }

    /// <summary>Reads what verifies aggregates of any number of proofs.</summary>
    /// <param name="file">The whole file, which can seek.</param>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static AggregationKey ReadToVerify(Stream file) => Read(file, 1);

    /// <summary>Reads what aggregates a number of proofs.</summary>
    /// <param name="file">The whole file, which can seek.</param>
    /// <param name="count">The number, a power of two, at least two.</param>
    /// <exception cref="FormatException">It is none, or not one for so many proofs; the message says why.</exception>
    public static AggregationKey ReadToAggregate(Stream file, int count)
    {
        if (count < 2 || !int.IsPow2(count))
            throw new ArgumentException($"{count} proofs cannot be aggregated: it must be a power of two.", nameof(count));
        return Read(file, count);
    }

    private static AggregationKey Read(Stream file, int count)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Position = 0;
        int powers = 2 * count, used = Math.Max(2, count);
        KeyPoints<Fp> first = new(ReadPowers<G1, Fp>(file, powers, powers), ReadPowers<G1, Fp>(file, powers, powers));
        KeyPoints<Fp2> second = new(ReadPowers<G2, Fp2>(file, powers, used), ReadPowers<G2, Fp2>(file, powers, used));
        return new AggregationKey(count, first, second);
    }

    /// <summary>One of the four lists, its length before it.</summary>
    /// <param name="file">Where it begins; where the next one begins afterwards.</param>
    /// <param name="needed">How many powers it must have.</param>
    /// <param name="used">How many are read.</param>
    private static AffinePoint<TField>[] ReadPowers<TCurve, TField>(Stream file, int needed, int used)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        Span<byte> prefix = stackalloc byte[sizeof(uint)];
        file.ReadExactly(prefix);
        uint all = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        int size = PointFormat<TCurve, TField>.CompressedSize;
        long end = file.Position + all * (long)size;
        if (all > MaxPowers || end > file.Length) throw new FormatException($"a key of aggregates says that it has {all} powers, which it has not");
        if (all < needed) throw new FormatException($"a key of aggregates has {all} powers: it is for at most {all / 2} proofs, not {needed / 2}");
        byte[] bytes = new byte[used * size];
        file.ReadExactly(bytes);
        file.Position = end;
        AffinePoint<TField>[] points = new AffinePoint<TField>[used];
        try
        {
            Parallel.For(0, used, i => points[i] = ReadPoint<TCurve, TField>(bytes.AsSpan(i * size, size)));
        }
        catch (AggregateException error) when (error.InnerException is FormatException inner)
        {
            throw new FormatException($"a key of aggregates: {inner.Message}", inner);
        }

        if (points[0] != TCurve.Generator) throw new FormatException("a key of aggregates does not begin with the generator of the group");
        return points;
    }

    private static AffinePoint<TField> ReadPoint<TCurve, TField>(ReadOnlySpan<byte> bytes)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        AffinePoint<TField> point = PointFormat<TCurve, TField>.ReadCompressed(bytes);
        if (point.IsInfinity) throw new FormatException("a power is the point at infinity");
        return TCurve.IsInGroup(point) ? point
            : throw new FormatException("a power is outside of the group of prime order");
    }
}
