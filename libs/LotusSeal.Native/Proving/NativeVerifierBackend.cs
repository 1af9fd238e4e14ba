using System.Buffers;
using System.Runtime.CompilerServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;
using LotusSeal.Groth16.Backends;
using LotusSeal.Native.Interop;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Proving;

/// <summary>The arithmetic of a verifier in C, on the calling thread; gives the values of the managed backend.</summary>
/// <remarks>A failure is a <see cref="SealingBackendException"/> of <see cref="BackendStage.Proof"/>.</remarks>
public sealed unsafe class NativeVerifierBackend : IVerifierBackend
{
    private readonly InstructionSets _isa;
    private readonly string _device;

    /// <param name="library">The library, as <see cref="NativeSealingBackend.Info"/> tells; it may be restricted further.</param>
    public NativeVerifierBackend(NativeLibraryInfo library)
    {
        ArgumentNullException.ThrowIfNull(library);
        (_isa, _device) = (library.Active, library.BackendName);
    }

    /// <inheritdoc/>
    public AffinePoint<TField> ReadPoint<TCurve, TField>(ReadOnlySpan<byte> bytes)
        where TCurve : struct, ICurve<TField>
        where TField : struct, IField<TField>
    {
        // Bytes that are none are told by managed code, which says why; so is what has another length.
        if (bytes.Length != PointFormat<TCurve, TField>.CompressedSize) return ManagedVerifierBackend.Instance.ReadPoint<TCurve, TField>(bytes);
        Unsafe.SkipInit(out AffinePoint<TField> point);
        int isPoint;
        fixed (byte* from = bytes)
            Check(NativeMethods.lotusseal_point_read(_isa, NativeGroup<TField>.Number, from, (ulong*)Unsafe.AsPointer(ref point), out isPoint));
        if (isPoint != 0) return point;
        ManagedVerifierBackend.Instance.ReadPoint<TCurve, TField>(bytes);
        throw new SealingBackendException(new BackendFault(BackendStage.Proof, _device, FaultRemedy.Retire, "a point was refused that is one"));
    }

    /// <inheritdoc/>
    public AffinePoint<Fp> Sum(OddMultiples<Fp> points, ReadOnlySpan<Fr> scalars)
    {
        ArgumentNullException.ThrowIfNull(points);
        Unsafe.SkipInit(out JacobianPoint<Fp> sum);
        fixed (AffinePoint<Fp>* multiples = points.Multiples)
        fixed (sbyte* digits = points.Digits(scalars))
            Check(NativeMethods.lotusseal_point_known_sum(_isa, (ulong*)multiples, digits, (ulong)points.Count, (ulong*)&sum));
        return sum.ToAffine();
    }

    /// <inheritdoc/>
    public TwistLines LinesOf(in AffinePoint<Fp2> point)
    {
        if (point.IsInfinity) return new TwistLines([]);
        Line[] lines = new Line[Pairing.Steps];
        fixed (AffinePoint<Fp2>* from = &point)
        fixed (Line* to = lines) Check(NativeMethods.lotusseal_pairing_lines(_isa, (ulong*)from, (ulong*)to));
        return new TwistLines(lines);
    }

    /// <inheritdoc/>
    public Fp12 MillerLoop(ReadOnlySpan<AffinePoint<Fp>> first, ReadOnlySpan<TwistLines> second)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(first.Length, second.Length);
        Unsafe.SkipInit(out Fp12 value);
        AffinePoint<Fp>[] points = new AffinePoint<Fp>[first.Length];
        Line[] lines = ArrayPool<Line>.Shared.Rent(first.Length * Pairing.Steps);
        int count = 0;
        for (int i = 0; i < first.Length; i++)
        {
            // A pair with infinity is one, which changes nothing.
            if (first[i].IsInfinity || second[i].IsInfinity) continue;
            second[i].Steps.CopyTo(lines.AsSpan(count * Pairing.Steps));
            points[count++] = first[i];
        }

        fixed (AffinePoint<Fp>* ofFirst = points)
        fixed (Line* ofSecond = lines)
            Check(NativeMethods.lotusseal_pairing_loop(_isa, (ulong*)ofFirst, (ulong*)ofSecond, (ulong)count, (ulong*)&value));
        ArrayPool<Line>.Shared.Return(lines);
        return value;
    }

    /// <inheritdoc/>
    public Fp12 FinalExponentiation(in Fp12 value)
    {
        Fp12 power = value;
        Check(NativeMethods.lotusseal_pairing_power(_isa, (ulong*)&power));
        return power;
    }

    private void Check(NativeStatus status) => status.ThrowIfFailed(BackendStage.Proof, _device);
}
