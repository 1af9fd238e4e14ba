using System.Diagnostics;
using System.Runtime.CompilerServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Cuda.Checks;

/// <summary>Measures sums and quotients on a device, from memory of the host and back, and compares them with the processor's.</summary>
public sealed class ProofRates : IDisposable
{
    private const int Repetitions = 3, DifferentNumbers = 1 << 16, OthersOfThousand = 13;

    private readonly CudaProverBackend _device;
    private readonly IProverBackend _processor;
    private readonly DeviceCeilings _ceilings;
    private readonly Fr[] _numbers;
    private readonly Dictionary<string, double> _work = [];

    /// <param name="backend">The device.</param>
    /// <param name="processor">What it is compared with; makes the points, too.</param>
    /// <param name="ceilings">What the device can do.</param>
    public ProofRates(CudaSealingBackend backend, IProverBackend processor, DeviceCeilings ceilings)
    {
        (_device, _processor, _ceilings) = (new CudaProverBackend(backend, processor), processor, ceilings);
        _numbers = new Fr[DifferentNumbers];
        Fr number = Fr.FromUInt64(3), factor = Fr.FromUInt64(0x9e3779b97f4a7c15).Square().Square() + Fr.One;
        for (int i = 0; i < _numbers.Length; i++) _numbers[i] = number = number * factor + factor;
    }

    /// <summary>What each kernel took since this was asked last, the longest first.</summary>
    public IReadOnlyList<KernelTime> TakeKernelTimes()
    {
        KernelTime[] times = [.. _device.TakeKernelTimes().Select(time => _work.TryGetValue(time.Kernel, out double wide)
            ? time with { ShareOfPeak = wide / _ceilings.WideProductsPerSecond / time.Seconds } : time)];
        _work.Clear();
        return times;
    }

    /// <summary>Answers the known questions.</summary>
    /// <returns>What was answered wrongly, or null.</returns>
    public string? FindFault() => ProverAnswers.FindFault(_device, _processor);

    /// <summary>A sum in the first group.</summary>
    /// <param name="count">Points.</param>
    /// <param name="likeWitness">Whether nearly all scalars are 0 or 1, as in L, A and B, and not of full size, as in H.</param>
    public ProofCheck FirstGroup(int count, bool likeWitness) => Sum("G1", G1.Generator, count, likeWitness);

    /// <summary>A sum in the second group.</summary>
    /// <param name="count">Points.</param>
    /// <param name="likeWitness">As above.</param>
    public ProofCheck SecondGroup(int count, bool likeWitness) => Sum("G2", G2.Generator, count, likeWitness);

    /// <summary>A quotient: seven transforms.</summary>
    /// <param name="log2">Of the domain's size.</param>
    /// <param name="compare">Whether the processor does it too.</param>
    public ProofCheck Quotient(int log2, bool compare)
    {
        Domain domain = new(log2);
        Fr[] a = Values(1), b = Values(2), c = Values(3), expected = [];
        double? processor = compare ? Median(1, () => expected = _processor.Divide(domain, [.. a], [.. b], [.. c])) : null;
        Fr[] result = [];
        double seconds = Seconds(() => result = _device.Divide(domain, a, b, c));
        double wide = Note(ProofWork.OfQuotient(domain), repetitions: 1);
        return new ProofCheck($"quotient, {domain.Size} rows", domain.Size, seconds, compare ? result.AsSpan().SequenceEqual(expected) : null,
            processor, _ceilings.Under(wide, 3 * domain.Size * Fr.Size, domain.Size * Fr.Size, seconds));

        Fr[] Values(int seed)
        {
            Fr[] values = new Fr[domain.Size];
            for (long i = 0; i < values.LongLength; i++) values[i] = _numbers[(i * seed + i / DifferentNumbers) % DifferentNumbers];
            return values;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    private ProofCheck Sum<TField>(string group, AffinePoint<TField> generator, int count, bool likeWitness)
        where TField : struct, IField<TField>
    {
        AffinePoint<TField>[] points = new AffinePoint<TField>[count];
        Fr[] scalars = new Fr[count];
        for (int i = 0; i < count; i++) scalars[i] = _numbers[i % DifferentNumbers] + Fr.FromUInt64((ulong)i);
        _processor.OpenBase(generator).Multiply(scalars, points);
        for (int i = 0; i < count && likeWitness; i++)
            if (i * 7 % 1000 >= OthersOfThousand) scalars[i] = i % 2 == 0 ? Fr.Zero : Fr.One;
        JacobianPoint<TField> expected = default, sum = default;
        double processor = Median(1, () => expected = _processor.Sum<TField>(points, scalars));
        double seconds = Median(Repetitions, () => sum = _device.Sum<TField>(points, scalars));
        int ones = scalars.Count(scalar => scalar == Fr.One), others = count - ones - scalars.Count(scalar => scalar == Fr.Zero);
        SumPlan plan = SumPlan.For(count, others);
        double wide = Note(ProofWork.OfSum<TField>(plan, others, ones), Repetitions);
        long uploaded = (long)count * (Unsafe.SizeOf<AffinePoint<TField>>() + Fr.Size);
        long downloaded = (long)DeviceSum<TField>.CoordinatesBack(plan) * Unsafe.SizeOf<TField>();
        return new ProofCheck($"sum in {group}, {count} points, {(likeWitness ? "scalars of a witness" : "full scalars")}", count, seconds,
            sum.ToAffine().Equals(expected.ToAffine()), processor, _ceilings.Under(wide, uploaded, downloaded, seconds));
    }

    /// <summary>Keeps what kernels had to do, until their times are taken.</summary>
    /// <returns>All of one repetition.</returns>
    private double Note(Dictionary<string, double> work, int repetitions)
    {
        foreach ((string kernel, double wide) in work) _work[kernel] = _work.GetValueOrDefault(kernel) + repetitions * wide;
        return work.Values.Sum();
    }

    private static double Median(int repetitions, Action act)
    {
        List<double> times = [];
        for (int i = 0; i < repetitions; i++) times.Add(Seconds(act));
        return times.Order().ElementAt(repetitions / 2);
    }

    private static double Seconds(Action act)
    {
        long start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
