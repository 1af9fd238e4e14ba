using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Proving;

/// <summary>The arithmetic of Groth16 in C, on a number of threads; gives the values of the managed backend.</summary>
/// <remarks>A failure is a <see cref="SealingBackendException"/> of <see cref="BackendStage.Proof"/>.</remarks>
public sealed unsafe class NativeProverBackend : IProverBackend
{
    /// <summary>Points of one round over all digits; their digits need 32 bytes each.</summary>
    private const int MaxPart = 1 << 22;

    private readonly InstructionSets _isa;
    private readonly ProverThreads _threads;

    /// <param name="library">The library, as <see cref="NativeSealingBackend.Info"/> tells; it may be restricted further.</param>
    /// <param name="threads">Threads that a call may use.</param>
    public NativeProverBackend(NativeLibraryInfo library, int threads)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Name = $"native({library.ActiveText})";
        (_isa, _threads) = (library.Active, new ProverThreads(threads, Name));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(
        ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
        where TField : struct, IField<TField>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(points.Length, scalars.Length);
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int begin = 0; begin < points.Length; begin += MaxPart)
        {
            int length = Math.Min(MaxPart, points.Length - begin);
            fixed (byte* point = &Unsafe.As<AffinePoint<TField>, byte>(ref MemoryMarshal.GetReference(points[begin..])))
            fixed (byte* scalar = &Unsafe.As<Fr, byte>(ref MemoryMarshal.GetReference(scalars[begin..])))
                sum += new NativePointSum<TField>(_isa, _threads, (ulong*)point, (ulong*)scalar, length, cancellationToken).Compute();
        }

        return sum;
    }
}
