using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Devices;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Sealing.Backends;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>Sums of points and transforms of Groth16 on one GPU, one call after the other; gives the values of the managed backend.</summary>
/// <remarks>A failure is a <see cref="SealingBackendException"/> of <see cref="BackendStage.Proof"/>.</remarks>
public sealed class CudaProverBackend : IProverBackend, IDisposable
{
    /// <summary>How few points are not worth a round on the device.</summary>
    private const int FewPoints = 1 << 10;

    /// <summary>
    /// Points of one round by the device's memory: the more, the longer digits can be, and the less there is to add; but rounds in the first group
    /// need 5.5, 1.8, 0.7 and 0.2 GB, out of what <see cref="ResidentPoints"/> leaves.
    /// </summary>
    private static readonly (ulong Memory, int Points)[] Rounds = [(64UL << 30, 1 << 25), (40UL << 30, 1 << 23), (12UL << 30, 1 << 22), (0, 1 << 20)];

    /// <summary>Sums of fewer points are not halved where memory is short: what they need is little beside the rest.</summary>
    private const int LeastHalved = 1 << 17;

    private const int SmallestDomainLog2 = 10;

    private readonly CudaDeviceInfo _info;
    private readonly IProverBackend _processor;
    private readonly Lock _turn = new();
    private readonly DeviceCall _call = new();
    private ProofDevice? _device;
    private DeviceSum<Fp>? _first;
    private DeviceSum<Fp2>? _second;
    private ResidentPoints? _resident;
    private DeviceQuotient? _quotient;

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
    public bool ComputesApart => true;

    /// <inheritdoc/>
    public int PartPoints => Rounds.First(round => _info.MemoryBytes >= round.Memory).Points;

    /// <inheritdoc/>
    public int Threads => _processor.Threads;

    /// <summary>How long the device has been working on a call; zero between calls.</summary>
    public TimeSpan BusyFor => _call.Lasted;

    /// <summary>Whether small sums and domains are computed on the device too; for tests.</summary>
    internal bool TakesAll { get; init; }

    /// <summary>What each kernel took since this was asked last, the longest first; times begin to be taken when it is asked first.</summary>
    public IReadOnlyList<KernelTime> TakeKernelTimes()
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

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(
        ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
        where TField : struct, IField<TField>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(points.Length, scalars.Length);
        if (points.Length < (TakesAll ? 1 : FewPoints)) return _processor.Sum(points, scalars, cancellationToken);
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int begin = 0, part = PartPoints; begin < points.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = Math.Min(part, points.Length - begin);
            try
            {
                sum += PartSum(points.Slice(begin, length), scalars.Slice(begin, length));
                begin += length;
            }
            catch (SealingBackendException exception) when (IsWorthHalving(exception, length))
            {
                part = length / 2;
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(IPointQuery<TField> query, ScalarList scalars, int start, int count, ProvingRoom room,
        CancellationToken cancellationToken = default)
        where TField : struct, IField<TField>
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(scalars);
        ArgumentNullException.ThrowIfNull(room);
        if (count < (TakesAll ? 1 : FewPoints)) return _processor.Sum(query, scalars, start, count, room, cancellationToken);
        return Sum(query, new DeviceScalars.OfList(scalars, () => _device!.Values), start, count, room, cancellationToken);
    }

    /// <inheritdoc/>
    public Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default)
    {
        RequireSize(domain, values);
        if (IsSmall(domain)) return _processor.Interpolate(domain, values, cancellationToken);
        RequireMemory(domain);
        cancellationToken.ThrowIfCancellationRequested();
        Transform(domain, transform => transform.Interpolate(values));
        return values;
    }

    /// <inheritdoc/>
    public Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default)
    {
        foreach (Fr[] values in (Fr[][])[a, b, c]) RequireSize(domain, values);
        if (IsSmall(domain)) return _processor.Divide(domain, a, b, c, cancellationToken);
        RequireMemory(domain);
        cancellationToken.ThrowIfCancellationRequested();
        Transform(domain, transform => transform.Divide(a, b, c, cancellationToken));
        return a;
    }

    /// <inheritdoc/>
    public IQuotient Quotient(Domain domain, CircuitRows rows, ProvingRoom room, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(room);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Count, domain.Size);
        if (IsSmall(domain)) return _processor.Quotient(domain, rows, room, cancellationToken);
        RequireMemory(domain);
        cancellationToken.ThrowIfCancellationRequested();
        DeviceQuotient? quotient = null;
        Transform(domain, transform =>
        {
            quotient = new DeviceQuotient(this, transform.Divide(rows, cancellationToken), room);
            (_quotient, _resident!.InTransform) = (quotient, (ulong)domain.Size * Fr.Size);
        });
        return quotient!;
    }

    /// <inheritdoc/>
    public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField> => _processor.OpenBase(point);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_turn) Close();
    }

    /// <summary>The sum over a query by the coefficients of a quotient.</summary>
    internal JacobianPoint<Fp> Sum(IPointQuery<Fp> query, DeviceQuotient quotient, int start, int count, ProvingRoom room,
        CancellationToken cancellationToken)
    {
        CudaDeviceVariable<byte> values = quotient.Values ?? throw new SealingBackendException(
            new BackendFault(BackendStage.Proof, Name, FaultRemedy.Retry, "a quotient in its memory was lost with an earlier failure"));
        return Sum(query, new DeviceScalars.OfArray(values), start, count, room, cancellationToken);
    }

    /// <summary>Frees the memory of a quotient.</summary>
    internal void GiveBack(DeviceQuotient quotient)
    {
        lock (_turn)
        {
            if (quotient.Values is null) return;
            _device!.SetCurrent();
            quotient.Lose();
            _quotient = null;
            _resident!.InTransform = 0;
        }
    }

    private int LeastPart => TakesAll ? FewPoints : LeastHalved;

    private bool IsSmall(Domain domain) => domain.Log2 < (TakesAll ? 1 : SmallestDomainLog2);

    /// <summary>A device that is too small for a domain is not asked for the memory each time; its sums go on.</summary>
    private void RequireMemory(Domain domain)
    {
        ulong needed = DeviceTransform.LeastMemoryOf(domain);
        if (_info.MemoryBytes >= needed) return;
        throw new SealingBackendException(new BackendFault(BackendStage.Proof, Name, FaultRemedy.Elsewhere,
            $"a quotient of {domain.Size} rows needs {needed >> 20} MiB of its memory, of which it has {_info.MemoryBytes >> 20} MiB"));
    }

    private bool IsWorthHalving(SealingBackendException exception, int points) =>
        exception.Fault.Remedy == FaultRemedy.Retry && points > LeastPart;

    /// <summary>A sum over a query: of points that are on the device or find room there, else of those that are read now.</summary>
    private JacobianPoint<TField> Sum<TField>(IPointQuery<TField> query, DeviceScalars scalars, int start, int count, ProvingRoom room,
        CancellationToken cancellationToken)
        where TField : struct, IField<TField>
    {
        AffinePoint<TField>[] points = room.Points<TField>();
        if (TrySumResident(query, scalars, start, count, points, cancellationToken) is { } all) return all;
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int begin = start, end = start + count, part = points.Length; begin < end;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = Math.Min(part, end - begin);
            query.Read(begin, points.AsMemory(0, length));
            try
            {
                sum += PartSum<TField>(points.AsSpan(0, length), scalars, begin);
                begin += length;
            }
            catch (SealingBackendException exception) when (IsWorthHalving(exception, length))
            {
                part = length / 2;
            }
        }

        return sum;
    }

    private JacobianPoint<TField> PartSum<TField>(ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars)
        where TField : struct, IField<TField>
    {
        lock (_turn)
        {
            try
            {
                using DeviceCall.Span call = _call.Begin();
                return SumsOf<TField>(Open()).Compute(points, scalars);
            }
            catch (CudaException exception)
            {
                throw Failed(exception);
            }
        }
    }

    private JacobianPoint<TField> PartSum<TField>(ReadOnlySpan<AffinePoint<TField>> points, DeviceScalars scalars, int start)
        where TField : struct, IField<TField>
    {
        lock (_turn)
        {
            try
            {
                using DeviceCall.Span call = _call.Begin();
                return SumsOf<TField>(Open()).Compute(points, scalars, start);
            }
            catch (CudaException exception)
            {
                throw Failed(exception);
            }
        }
    }

    /// <summary>A sum of points that are on the device, or find room there; null where they do not.</summary>
    private JacobianPoint<TField>? TrySumResident<TField>(IPointQuery<TField> query, DeviceScalars scalars, int start, int count,
        AffinePoint<TField>[] room, CancellationToken cancellationToken)
        where TField : struct, IField<TField>
    {
        lock (_turn)
        {
            try
            {
                ProofDevice device;
                using (_call.Begin()) device = Open();
                ResidentPoints resident = _resident ??= new ResidentPoints(device, _info.MemoryBytes);
                CudaDeviceVariable<byte>? points = resident.Find(query, start, count)
                    ?? Read(resident, query, start, count, room, cancellationToken);
                if (points is null) return null;
                using DeviceCall.Span call = _call.Begin();
                return SumsOf<TField>(device).Compute(points.DevicePointer, scalars, start, count);
            }
            catch (CudaException exception) when (exception.CudaError == CUResult.ErrorOutOfMemory && _resident?.Clear() == true)
            {
                return null;
            }
            catch (CudaException exception)
            {
                throw Failed(exception);
            }
        }
    }

    /// <summary>Reads points of a query into the device's memory, where they stay; null where it is short.</summary>
    private CudaDeviceVariable<byte>? Read<TField>(ResidentPoints resident, IPointQuery<TField> query, int start, int count,
        AffinePoint<TField>[] room, CancellationToken cancellationToken)
        where TField : struct, IField<TField>
    {
        int size = Unsafe.SizeOf<AffinePoint<TField>>();
        if (resident.TryTake((long)count * size) is not { } points) return null;
        try
        {
            for (int begin = 0, length; begin < count; begin += length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                length = Math.Min(room.Length, count - begin);
                query.Read(start + begin, room.AsMemory(0, length));
                _device!.Copy.Upload<byte>(MemoryMarshal.AsBytes(room.AsSpan(0, length)), points, (long)begin * size);
            }

            resident.Keep(query, start, count, points);
            return points;
        }
        catch
        {
            points.Dispose();
            throw;
        }
    }

    private void Transform(Domain domain, Action<DeviceTransform> act)
    {
        lock (_turn)
        {
            try
            {
                using DeviceCall.Span call = _call.Begin();
                ProofDevice device = Open();
                (_resident ??= new ResidentPoints(device, _info.MemoryBytes)).BeginProof(DeviceTransform.MemoryOf(domain));
                using DeviceTransform transform = RoomFor(domain, device);
                act(transform);
            }
            catch (CudaException exception)
            {
                throw Failed(exception);
            }
        }
    }

    /// <summary>Memory for transforms: what is kept for sums makes way where it is short.</summary>
    private DeviceTransform RoomFor(Domain domain, ProofDevice device)
    {
        if (device.FreeMemory < DeviceTransform.MemoryOf(domain)) _resident!.Clear();
        if (device.FreeMemory < DeviceTransform.MemoryOf(domain)) CloseSums();
        try
        {
            return new DeviceTransform(device, domain);
        }
        catch (CudaException exception) when (exception.CudaError == CUResult.ErrorOutOfMemory)
        {
            // Somebody else took some of it meanwhile.
            _resident!.Clear();
            CloseSums();
            return new DeviceTransform(device, domain);
        }
    }

    /// <summary>The sums of one group.</summary>
    private DeviceSum<TField> SumsOf<TField>(ProofDevice device)
        where TField : struct, IField<TField>
    {
        object sums = typeof(TField) == typeof(Fp) ? _first ??= new DeviceSum<Fp>(device) : _second ??= new DeviceSum<Fp2>(device);
        return (DeviceSum<TField>)sums;
    }

    private ProofDevice Open()
    {
        _device ??= new ProofDevice(_info);
        _device.SetCurrent();
        return _device;
    }

    /// <summary>
    /// Gives back what the device held: after an error nothing in its memory is relied on. Memory that is short leaves a quotient what it is.
    /// </summary>
    private SealingBackendException Failed(CudaException exception)
    {
        if (exception.CudaError == CUResult.ErrorOutOfMemory && _quotient is not null)
        {
            CloseSums();
            _resident!.Clear();
        }
        else Close();
        return new SealingBackendException(CudaFaults.Of(exception, Name, BackendStage.Proof), exception);
    }

    private void Close()
    {
        CloseSums();
        _quotient?.Lose();
        _resident?.Dispose();
        _device?.Dispose();
        (_quotient, _resident, _device) = (null, null, null);
    }

    private void CloseSums()
    {
        _first?.Dispose();
        _second?.Dispose();
        (_first, _second) = (null, null);
    }

    private static void RequireSize(Domain domain, Fr[] values)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.LongLength, domain.Size);
    }
}
