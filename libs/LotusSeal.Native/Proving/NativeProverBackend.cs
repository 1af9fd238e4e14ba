using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Domains;
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
    private readonly ManagedProverBackend _small = new();

    /// <param name="library">The library, as <see cref="NativeSealingBackend.Info"/> tells; it may be restricted further.</param>
    /// <param name="threads">Threads that a call may use.</param>
    public NativeProverBackend(NativeLibraryInfo library, int threads)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Name = library.BackendName;
        (_isa, _threads) = (library.Active, new ProverThreads(threads, Name));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Threads => _threads.Count;

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

    /// <inheritdoc/>
    public Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default)
    {
        RequireSize(domain, values);
        if (!NativeTransform.Has(domain.Log2)) return _small.Interpolate(domain, values, cancellationToken);
        Fr[] coefficients = GC.AllocateUninitializedArray<Fr>(values.Length);
        using NativeTransform transform = new(_isa, _threads, Name, domain.Log2, cancellationToken);
        transform.Interpolate(values, coefficients);
        return coefficients;
    }

    /// <inheritdoc/>
    public Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default)
    {
        foreach (Fr[] values in (Fr[][])[a, b, c]) RequireSize(domain, values);
        if (!NativeTransform.Has(domain.Log2)) return _small.Divide(domain, a, b, c, cancellationToken);
        using NativeTransform transform = new(_isa, _threads, Name, domain.Log2, cancellationToken);
        transform.Divide(a, b, c);
        return b;
    }

    /// <inheritdoc/>
    public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField> => new NativeFixedBase<TField>(_isa, _threads, Name, point);

    private static void RequireSize(Domain domain, Fr[] values)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.LongLength, domain.Size);
    }
}
