using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;

namespace LotusSeal.Groth16.Verification;

/// <summary>A proof of one circuit: three points of the groups, none of them at infinity (porep.md 9.5, 9.6).</summary>
/// <param name="A">The first.</param>
/// <param name="B">The second, in the other group.</param>
/// <param name="C">The third.</param>
public readonly record struct Proof(AffinePoint<Fp> A, AffinePoint<Fp2> B, AffinePoint<Fp> C)
{
    /// <summary>Bytes of a proof: A, B and C, compressed.</summary>
    public const int Size = 4 * Fp.Size;

    /// <summary>Reads a proof.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <exception cref="FormatException">The bytes are none; the message says why.</exception>
    public static Proof Read(ReadOnlySpan<byte> bytes, IVerifierBackend? backend = null)
    {
        if (bytes.Length != Size) throw new FormatException($"a proof has {Size} bytes, not {bytes.Length}");
        backend ??= ManagedVerifierBackend.Instance;
        return new Proof(
            OfProof<G1, Fp>(backend, bytes[..Fp.Size], "A"), OfProof<G2, Fp2>(backend, bytes[Fp.Size..(3 * Fp.Size)], "B"),
            OfProof<G1, Fp>(backend, bytes[(3 * Fp.Size)..], "C"));
    }

    /// <summary>Writes the proof.</summary>
    public void Write(Span<byte> destination)
    {
        PointFormat<G1, Fp>.WriteCompressed(A, destination);
        PointFormat<G2, Fp2>.WriteCompressed(B, destination[Fp.Size..]);
        PointFormat<G1, Fp>.WriteCompressed(C, destination[(3 * Fp.Size)..]);
    }

    private static AffinePoint<TField> OfProof<TCurve, TField>(IVerifierBackend backend, ReadOnlySpan<byte> bytes, string name)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        try
        {
            return backend.ReadPoint<TCurve, TField>(bytes);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{name} of a proof: {error.Message}", error);
        }
    }
}
