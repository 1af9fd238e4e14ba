using System.Buffers.Binary;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>The key that proofs of a circuit are verified with (porep.md 9.3, 9.4).</summary>
public sealed class VerifyingKey
{
    private const int FixedSize = 864, CountSize = 4, PointSize = 2 * Fp.Size;

    /// <summary>Bytes from which the length of the whole key can be told.</summary>
    internal const int HeadSize = FixedSize + CountSize;

    /// <summary>More public inputs than any circuit has; a larger number is damage.</summary>
    private const uint MaxInputs = 1 << 20;

    /// <summary>α in the first group.</summary>
    public required AffinePoint<Fp> AlphaG1 { get; init; }

    /// <summary>β in the first group; a prover needs it.</summary>
    public required AffinePoint<Fp> BetaG1 { get; init; }

    /// <summary>β in the second group.</summary>
    public required AffinePoint<Fp2> BetaG2 { get; init; }

    /// <summary>γ in the second group.</summary>
    public required AffinePoint<Fp2> GammaG2 { get; init; }

    /// <summary>δ in the first group; a prover needs it.</summary>
    public required AffinePoint<Fp> DeltaG1 { get; init; }

    /// <summary>δ in the second group.</summary>
    public required AffinePoint<Fp2> DeltaG2 { get; init; }

    /// <summary>A point for each public input, the first one for ONE.</summary>
    public required IReadOnlyList<AffinePoint<Fp>> Inputs { get; init; }

    /// <summary>Reads the whole of a <c>.vk</c> file, or the beginning of a <c>.params</c> file.</summary>
    /// <param name="bytes">The bytes; what is behind the key is left alone.</param>
    /// <param name="length">The key's own bytes.</param>
    /// <exception cref="FormatException">They are no key; the message says why.</exception>
    public static VerifyingKey Read(ReadOnlySpan<byte> bytes, out int length)
    {
        length = LengthOf(bytes);
        AffinePoint<Fp>[] inputs = new AffinePoint<Fp>[(length - HeadSize) / PointSize];
        if (bytes.Length < length) throw new FormatException($"a verifying key with {inputs.Length} points has {length} bytes, not {bytes.Length}");
        for (int i = 0; i < inputs.Length; i++) inputs[i] = OfKey<G1, Fp>(bytes.Slice(HeadSize + i * PointSize, PointSize));
        return new VerifyingKey
        {
            AlphaG1 = OfKey<G1, Fp>(bytes[..96]),
            BetaG1 = OfKey<G1, Fp>(bytes[96..192]),
            BetaG2 = OfKey<G2, Fp2>(bytes[192..384]),
            GammaG2 = OfKey<G2, Fp2>(bytes[384..576]),
            DeltaG1 = OfKey<G1, Fp>(bytes[576..672]),
            DeltaG2 = OfKey<G2, Fp2>(bytes[672..FixedSize]),
            Inputs = inputs,
        };
    }

    /// <summary>Bytes of a key, by its head.</summary>
    /// <exception cref="FormatException">They are no head of a key; the message says why.</exception>
    internal static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadSize) throw new FormatException($"a verifying key has at least {HeadSize} bytes, not {bytes.Length}");
        uint count = BinaryPrimitives.ReadUInt32BigEndian(bytes[FixedSize..]);
        return count is > 0 and <= MaxInputs ? HeadSize + (int)count * PointSize
            : throw new FormatException($"a verifying key says that it has {count} points for public inputs");
    }

    /// <summary>Writes a <c>.vk</c> file.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> head = stackalloc byte[FixedSize];
        PointFormat<G1, Fp>.Write(AlphaG1, head);
        PointFormat<G1, Fp>.Write(BetaG1, head[96..]);
        PointFormat<G2, Fp2>.Write(BetaG2, head[192..]);
        PointFormat<G2, Fp2>.Write(GammaG2, head[384..]);
        PointFormat<G1, Fp>.Write(DeltaG1, head[576..]);
        PointFormat<G2, Fp2>.Write(DeltaG2, head[672..]);
        stream.Write(head);
        Parameters.WriteQuery<G1, Fp>(stream, new PointArray<Fp>([.. Inputs]));
    }

    /// <summary>No point of a key is at infinity: that would be one that says nothing of its input, or a secret of zero.</summary>
    private static AffinePoint<TField> OfKey<TCurve, TField>(ReadOnlySpan<byte> bytes)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        AffinePoint<TField> point = PointFormat<TCurve, TField>.Read(bytes);
        if (point.IsInfinity) throw new FormatException("a verifying key has a point at infinity");
        return TCurve.IsInGroup(point) ? point
            : throw new FormatException("a verifying key has a point outside of the group of prime order");
    }
}
