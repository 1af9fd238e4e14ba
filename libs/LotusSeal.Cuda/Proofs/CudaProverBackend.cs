using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Devices;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Domains;
using LotusSeal.Sealing.Backends;
using ManagedCuda;

namespace LotusSeal.Cuda.Proofs;

/// <summary>Sums of points and transforms of Groth16 on one GPU, one call after the other; gives the values of the managed backend.</summary>
/// <remarks>A failure is a <see cref="SealingBackendException"/> of <see cref="BackendStage.Proof"/>.</remarks>
public sealed class CudaProverBackend : IProverBackend, IDisposable
{
    /// <summary>Points of one round on the device, and how few are not worth one.</summary>
    private const int MostPoints = 1 << 20, FewPoints = 1 << 10;

    private const int SmallestDomainLog2 = 10;

    private readonly CudaDeviceInfo _info;
    private readonly IProverBackend _processor;
    private readonly Lock _turn = new();
    private ProofDevice? _device;
    private DeviceSum<Fp>? _first;
    private DeviceSum<Fp2>? _second;

    /// <param name="backend">The device, which is opened by the first call.</param>
    /// <param name="processor">Does what is too small for the device, and the tables of fixed points.</param>
    public CudaProverBackend(CudaSealingBackend backend, IProverBackend processor)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(processor);
        (_info, _processor, Name) = (backend.Device, processor, backend.Name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Threads => _processor.Threads;

    /// <summary>Whether small sums and domains are computed on the device too; for tests.</summary>
    internal bool TakesAll { get; init; }

    /// <summary>What each kernel took since this began; the first time that it is asked for, times begin to be taken.</summary>
    internal IReadOnlyList<KernelTime> KernelTimes
    {
        get
        {
            lock (_turn)
            {
                ProofDevice device = Open();
                IReadOnlyList<KernelTime> times = device.Clock?.Read() ?? [];
                device.Clock?.Dispose();
                device.Clock = new KernelClock();
                return times;
            }
        }
    }

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(
        ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
        where TField : struct, IField<TField>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(points.Length, scalars.Length);
        if (points.Length < (TakesAll ? 1 : FewPoints)) return _processor.Sum(points, scalars, cancellationToken);
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        int part = MostPoints;
        for (int begin = 0; begin < points.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = Math.Min(part, points.Length - begin);
            try
            {
                sum += PartSum(points.Slice(begin, length), scalars.Slice(begin, length));
                begin += length;
            }
            catch (SealingBackendException exception) when (exception.Fault.Remedy == FaultRemedy.Retry && length > FewPoints)
            {
                part = length / 2;
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default)
    {
        RequireSize(domain, values);
        if (IsSmall(domain)) return _processor.Interpolate(domain, values, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Transform(domain, transform => transform.Interpolate(values));
        return values;
    }

    /// <inheritdoc/>
    public Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default)
    {
        foreach (Fr[] values in (Fr[][])[a, b, c]) RequireSize(domain, values);
        if (IsSmall(domain)) return _processor.Divide(domain, a, b, c, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Transform(domain, transform => transform.Divide(a, b, c, cancellationToken));
        return a;
    }

    /// <inheritdoc/>
    public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField> => _processor.OpenBase(point);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_turn) Close();
    }

    private bool IsSmall(Domain domain) => domain.Log2 < (TakesAll ? 1 : SmallestDomainLog2);

    private JacobianPoint<TField> PartSum<TField>(ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars)
        where TField : struct, IField<TField>
    {
        lock (_turn)
        {
            try
            {
                ProofDevice device = Open();
                return typeof(TField) == typeof(Fp)
                    ? Unsafe.BitCast<JacobianPoint<Fp>, JacobianPoint<TField>>((_first ??= new DeviceSum<Fp>(device)).Compute(
                        MemoryMarshal.Cast<AffinePoint<TField>, AffinePoint<Fp>>(points), scalars))
                    : Unsafe.BitCast<JacobianPoint<Fp2>, JacobianPoint<TField>>((_second ??= new DeviceSum<Fp2>(device)).Compute(
                        MemoryMarshal.Cast<AffinePoint<TField>, AffinePoint<Fp2>>(points), scalars));
            }
            catch (CudaException exception)
            {
                throw Failed(exception);
            }
        }
    }

    private void Transform(Domain domain, Action<DeviceTransform> act)
    {
        lock (_turn)
        {
            try
            {
                using DeviceTransform transform = new(Open(), domain);
                act(transform);
            }
            catch (CudaException exception)
            {
                throw Failed(exception);
            }
        }
    }

    private ProofDevice Open()
    {
        _device ??= new ProofDevice(_info);
        _device.SetCurrent();
        return _device;
    }

    /// <summary>Gives back what the device held: after an error nothing in its memory is relied on.</summary>
    private SealingBackendException Failed(CudaException exception)
    {
        Close();
        return new SealingBackendException(CudaFaults.Of(exception, Name, BackendStage.Proof), exception);
    }

    private void Close()
    {
        _first?.Dispose();
        _second?.Dispose();
        _device?.Dispose();
        (_first, _second, _device) = (null, null, null);
    }

    private static void RequireSize(Domain domain, Fr[] values)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.LongLength, domain.Size);
    }
}
