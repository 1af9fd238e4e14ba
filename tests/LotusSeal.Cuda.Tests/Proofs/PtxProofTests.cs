using System.Runtime.CompilerServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Ptx;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Native.Tests.Proving;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>The PTX of the kernels of proofs, executed instruction by instruction: a whole sum in either group, and transforms.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class PtxProofTests
{
    private const int SumCoordinates = 4;
    private static readonly PtxModule Module = ShippedKernels.Proofs;

    [Fact]
    public void A_sum_in_the_first_group()
    {
        // Every third point is the first one or its opposite; the numbers are 0, 1 and all kinds.
        KnownPoints<Fp> points = new(G1.Generator);
        Fr[] scalars = [Fr.One, Fr.Zero, -Fr.One, Fr.One, ProverNumbers.Random(1), Fr.One, Fr.FromUInt64(31), Fr.FromUInt64(33)];
        Assert.Equal(points.Sum(scalars), Sum(points.First(scalars.Length), scalars, "_1").ToAffine());
        AffinePoint<Fp>[] same = [G1.Generator, G1.Generator, -G1.Generator, G1.Generator, G1.Generator];
        Fr[] ones = [.. Enumerable.Repeat(Fr.One, same.Length)];
        Assert.Equal(JacobianPoint<Fp>.Of(G1.Generator).Multiply(Fr.FromUInt64(3)).ToAffine(), Sum<Fp>(same, ones, "_1").ToAffine());
    }

    [Fact]
    public void A_sum_in_the_second_group()
    {
        KnownPoints<Fp2> points = new(G2.Generator);
        Fr[] scalars = [Fr.One, Fr.Zero, Fr.FromUInt64(1000), Fr.One, Fr.FromUInt64(63), Fr.FromUInt64(64)];
        Assert.Equal(points.Sum(scalars), Sum(points.First(scalars.Length), scalars, "_2").ToAffine());
    }

    [Theory, InlineData(4), InlineData(5), InlineData(6)]
    public void Coefficients_and_values(int log2)
    {
        ShippedKernels.Need();
        Domain domain = new(log2);
        int size = (int)domain.Size;
        Fr[] values = [.. Enumerable.Range(0, size).Select(ProverNumbers.Random)], coefficients = [.. values];
        domain.Interpolate(coefficients);
        PtxMachine machine = new(Module, 1 << 16);
        ulong modulus = machine.Put(Fr.Modulus), array = machine.Put<Fr>(values), ordered = machine.Take(size * Fr.Size);
        ulong low = machine.Put<Fr>([Fr.One, domain.Root]), roots = machine.Take((size / 2 + 1) * Fr.Size), square = machine.Put<Fr>(
            [.. Enumerable.Range(0, size / 4 + 1).Select(i => Enumerable.Repeat(domain.Root.Square(), i).Aggregate(Fr.One, (a, b) => a * b))]);
        machine.Launch("expand_powers", size / 2 + 1, modulus, low, square, 1, roots);

        int rest = log2 % 3;
        for (int level = log2; level >= 3; level -= 3) machine.Launch("down_3", size / 8, modulus, roots, array, (ulong)log2, (ulong)level);
        if (rest > 0) machine.Launch($"down_{rest}", size >> rest, modulus, roots, array, (ulong)log2, (ulong)rest);
        ulong ones = machine.Put<Fr>([Fr.One, Fr.One]);
        ulong inverse = machine.Put<Fr>([.. Enumerable.Repeat(Fr.FromUInt64((ulong)size).Inverse(), size / 2)]);
        machine.Launch("scale_in_order", size, modulus, ones, inverse, 1, array, ordered, (ulong)log2);
        Assert.Equal(coefficients, machine.Read<Fr>(ordered, size).ToArray());

        machine.Launch("scale_reversed", size, modulus, ones, inverse, 1, array, (ulong)log2);
        if (rest > 0) machine.Launch($"up_{rest}", size >> rest, modulus, roots, array, (ulong)log2, (ulong)rest);
        for (int level = rest + 3; level <= log2; level += 3) machine.Launch("up_3", size / 8, modulus, roots, array, (ulong)log2, (ulong)level);
        Assert.Equal(values, machine.Read<Fr>(array, size).ToArray());
    }

    [Fact]
    public void Products_and_quotients_of_values()
    {
        ShippedKernels.Need();
        Fr[] left = [Fr.Zero, Fr.One, -Fr.One, ProverNumbers.Random(1)], right = [ProverNumbers.Random(2), -Fr.One, -Fr.One, ProverNumbers.Random(3)];
        PtxMachine machine = new(Module, 1 << 10);
        ulong modulus = machine.Put(Fr.Modulus), first = machine.Put<Fr>(left), second = machine.Put<Fr>(right);
        machine.Launch("multiply_values", left.Length, modulus, first, second);
        Assert.Equal(left.Zip(right, (a, b) => a * b), machine.Read<Fr>(first, left.Length).ToArray());
        Fr factor = ProverNumbers.Random(4);
        machine.Launch("divide_values", left.Length, modulus, machine.Put<Fr>([factor]), first, second);
        Assert.Equal(left.Zip(right, (a, b) => (a * b - b) * factor), machine.Read<Fr>(first, left.Length).ToArray());
    }

    [Fact]
    public void Numbers_in_the_short_form_become_elements()
    {
        ShippedKernels.Need();
        Fr[] small = [Fr.Zero, Fr.One, Fr.FromUInt64(2), -Fr.One];
        ValueList list = new();
        for (int i = 0; i < 10; i++)
        {
            list.AddSmall(new SmallSide(0x9e3779b97f4a7c15UL >> i, 0xc2b2ae3d27d4eb4fUL >> i), 5 + i);
            for (int other = 0; other < i; other++) list.Add(ProverNumbers.Random(10 * i + other));
        }

        PtxMachine machine = new(Module, 1 << 16);
        ulong values = machine.Take(list.Count * Fr.Size);
        machine.Launch("expand_values", list.Count, machine.Put<Fr>(small), machine.Put(list.Words), machine.Put(list.Others), values);
        Assert.Equal(list, machine.Read<Fr>(values, list.Count).ToArray());
    }

    /// <summary>The launches of <see cref="DeviceSum{TField}"/>, digits of 6 bits and segments of two entries, so that buckets have heads.</summary>
    private static JacobianPoint<TField> Sum<TField>(ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, string group)
        where TField : unmanaged, IField<TField>
    {
        const int bits = 6, windows = 43, windowBuckets = 1 << (bits - 1), buckets = windows * windowBuckets;
        const int segmentEntries = 2, run = 16, counterRun = 256;
        ShippedKernels.Need();
        int count = points.Length, segments = (count * windows + segmentEntries - 1) / segmentEntries;
        int sumSize = SumCoordinates * Unsafe.SizeOf<TField>();
        int parts = windowBuckets / run, runs = (buckets + counterRun - 1) / counterRun;
        PtxMachine machine = new(Module, 4 << 20);
        ulong modulus = machine.Put(Fr.Modulus), one = machine.Put<Fr>([Fr.One]), constants = CurveConstants.Put(machine);
        ulong scalar = machine.Put(scalars), point = machine.Put(points), bounds = machine.Take(buckets * 4), starts = machine.Take(runs * 4);
        ulong zero = machine.Put<uint>([0]), others = machine.Put<uint>([0]), entries = machine.Take(count * windows * 4);
        ulong sums = machine.Take(buckets * sumSize), heads = machine.Take(segments * sumSize), headBuckets = machine.Take(segments * 4);
        ulong weighed = machine.Take(windows * parts * sumSize);
        machine.Launch("count_others", 2, one, scalar, (ulong)count, others);
        int expected = 0;
        foreach (Fr number in scalars) expected += number == Fr.Zero || number == Fr.One ? 0 : 1;
        Assert.Equal((uint)expected, machine.Read<uint>(others, 1)[0]);

        machine.Launch("clear_words", buckets, bounds);
        machine.Launch("count_digits", count, modulus, scalar, bits, windows, bounds);
        machine.Launch("sum_runs", runs, bounds, buckets, counterRun, starts);
        machine.Launch("accumulate_runs", 1, starts, (ulong)runs, counterRun, zero);
        machine.Launch("accumulate_runs", runs, bounds, buckets, counterRun, starts);
        machine.Launch("place_digits", count, modulus, scalar, bits, windows, bounds, entries);
        machine.Launch($"add_segments{group}", segments, constants, point, entries, bounds, buckets, segmentEntries, sums, heads, headBuckets);
        for (ulong stride = 1; stride < (ulong)segments; stride *= 2)
            machine.Launch($"join_heads{group}", segments, constants, bounds, segmentEntries, headBuckets, stride, heads);
        machine.Launch($"weigh_buckets{group}", windows * parts, constants, bounds, segmentEntries, sums, heads, windowBuckets, run, weighed);
        machine.Launch($"fold_parts{group}", windows, constants, weighed);
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int window = windows - 1; window >= 0; window--)
        {
            for (int i = 0; i < bits; i++) sum = sum.Double();
            sum += DeviceSum<TField>.Read(machine.Read<TField>(weighed + (ulong)(window * sumSize), SumCoordinates));
        }

        return sum;
    }
}
