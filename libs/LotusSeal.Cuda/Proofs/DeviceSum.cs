using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>Sums of multiples of points of one group on a device (native/src/sums.h); one at a time.</summary>
/// <typeparam name="TField">The field of the coordinates: <see cref="Fp"/> or <see cref="Fp2"/>.</typeparam>
internal sealed class DeviceSum<TField>(ProofDevice device) : IDisposable
    where TField : struct, IField<TField>
{
    private const int Word = sizeof(uint), CountThreads = 1 << 15, CounterRun = 256, SumCoordinates = 4;

    private static readonly string Group = typeof(TField) == typeof(Fp) ? "_1" : "_2";
    private static readonly int SumSize = SumCoordinates * Unsafe.SizeOf<TField>();

    private readonly DeviceRoom _points = new(), _scalars = new(), _counter = new(), _bounds = new(), _entries = new(), _sums = new(), _heads = new(),
        _headBuckets = new(), _parts = new();

    private readonly List<DeviceRoom> _runs = [];

    /// <summary>The sum of scalars[i] · points[i].</summary>
    public JacobianPoint<TField> Compute(ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars)
    {
        CUdeviceptr values = _scalars.Put(device, scalars);
        return Compute(_points.Put<byte>(device, MemoryMarshal.AsBytes(points)), values, scalars.Length, CountOthers(values, scalars.Length));
    }

    /// <summary>The sum of scalars[start + i] · points[i].</summary>
    public JacobianPoint<TField> Compute(ReadOnlySpan<AffinePoint<TField>> points, DeviceScalars scalars, int start) =>
        Compute(_points.Put<byte>(device, MemoryMarshal.AsBytes(points)), scalars, start, points.Length);

    /// <summary>The sum of scalars[start + i] · points[i], of points that are on the device.</summary>
    public JacobianPoint<TField> Compute(CUdeviceptr points, DeviceScalars scalars, int start, int count)
    {
        (CUdeviceptr values, int others) = scalars.Part(start, count, _scalars);
        return Compute(points, values, count, others);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DeviceRoom room in (DeviceRoom[])[_points, _scalars, _counter, _bounds, _entries, _sums, _heads, _headBuckets, _parts, .. _runs])
            room.Dispose();
    }

    /// <summary>Coordinates that come back from the device: a sum for each window.</summary>
    internal static int CoordinatesBack(SumPlan plan) => plan.Windows * SumCoordinates;

    /// <summary>(x / zz, y / zzz) with a common denominator: that is zz, since zzz² = zz³.</summary>
    internal static JacobianPoint<TField> Read(ReadOnlySpan<TField> sum)
    {
        Span<TField> point = [sum[0] * sum[2], sum[1] * sum[3], sum[2]];
        return MemoryMarshal.Cast<TField, JacobianPoint<TField>>(point)[0];
    }

    private JacobianPoint<TField> Compute(CUdeviceptr points, CUdeviceptr values, int count, int others)
    {
        SumPlan plan = SumPlan.For(count, others);
        if (plan.Entries == 0) return JacobianPoint<TField>.Infinity;
        CUdeviceptr bounds = Order(plan, values, count), entries = _entries.At(plan.Entries * Word);
        CUdeviceptr sums = _sums.At((long)plan.Buckets * SumSize), heads = _heads.At((long)plan.Segments * SumSize);
        CUdeviceptr headBuckets = _headBuckets.At((long)plan.Segments * Word);
        CudaDeviceVariable<byte> parts = _parts.Of((long)plan.Windows * plan.WindowParts * SumSize);
        device.Launch("add_segments" + Group, plan.Segments, device.CurveConstants, points, entries, bounds, (uint)plan.Buckets,
            (uint)plan.SegmentEntries, sums, heads, headBuckets);
        for (uint stride = 1; stride < plan.Segments; stride *= 2)
        {
            device.Launch("join_heads" + Group, plan.Segments, device.CurveConstants, bounds, (uint)plan.SegmentEntries, headBuckets, stride, heads);
        }

        device.Launch("weigh_buckets" + Group, plan.Windows * plan.WindowParts, device.CurveConstants, bounds, (uint)plan.SegmentEntries, sums, heads,
            (uint)plan.WindowBuckets, (uint)plan.Run, parts.DevicePointer);
        for (int half = plan.WindowParts / 2; half > 0; half /= 2)
            device.Launch("fold_parts" + Group, plan.Windows * half, device.CurveConstants, parts.DevicePointer);
        return Join(plan, parts);
    }

    private int CountOthers(CUdeviceptr scalars, int count)
    {
        CudaDeviceVariable<byte> counter = _counter.Of(Word);
        Clear(counter.DevicePointer, 1);
        device.Launch("count_others", Math.Min(CountThreads, count), device.ScalarOne, scalars, (uint)count, counter.DevicePointer);
        Span<int> others = stackalloc int[1];
        device.Copy.Download(counter, others);
        return others[0];
    }

    /// <summary>Puts the digits of all scalars into the order of their buckets.</summary>
    /// <returns>Where each bucket ends.</returns>
    private CUdeviceptr Order(SumPlan plan, CUdeviceptr scalars, int count)
    {
        CUdeviceptr bounds = _bounds.At((long)plan.Buckets * Word), entries = _entries.At(plan.Entries * Word);
        Clear(bounds, plan.Buckets);
        device.Launch("count_digits", count, device.ScalarModulus, scalars, (uint)plan.Bits, (uint)plan.Windows, bounds);
        Accumulate(bounds, plan.Buckets, level: 0);
        device.Launch("place_digits", count, device.ScalarModulus, scalars, (uint)plan.Bits, (uint)plan.Windows, bounds, entries);
        return bounds;
    }

    /// <summary>Each counter becomes the sum of those before it.</summary>
    private void Accumulate(CUdeviceptr counters, int length, int level)
    {
        int runs = (length + CounterRun - 1) / CounterRun;
        CUdeviceptr starts = device.Zero;
        if (runs > 1)
        {
            if (level == _runs.Count) _runs.Add(new DeviceRoom());
            starts = _runs[level].At((long)runs * Word);
            device.Launch("sum_runs", runs, counters, (uint)length, (uint)CounterRun, starts);
            Accumulate(starts, runs, level + 1);
        }

        device.Launch("accumulate_runs", runs, counters, (uint)length, (uint)CounterRun, starts);
    }

    private void Clear(CUdeviceptr words, int count) => device.Launch("clear_words", count, words);

    /// <summary>The sum of the windows, each of which counts 2^bits times the one below it.</summary>
    private JacobianPoint<TField> Join(SumPlan plan, CudaDeviceVariable<byte> source)
    {
        TField[] parts = new TField[CoordinatesBack(plan)];
        device.Copy.Download(source, MemoryMarshal.AsBytes(parts.AsSpan()));
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int window = plan.Windows - 1; window >= 0; window--)
        {
            for (int i = 0; i < plan.Bits; i++) sum = sum.Double();
            sum += Read(parts.AsSpan(window * SumCoordinates, SumCoordinates));
        }

        return sum;
    }
}
