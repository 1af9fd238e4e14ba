using System.Runtime.CompilerServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Native.Interop;

namespace LotusSeal.Native.Proving;

/// <summary>
/// One sum of multiples of points. Scalars that are 0 are left out, those that are 1 are added up as they are, the others are cut into signed digits;
/// a native call takes one digit of a slice of them, or a slice of the ones.
/// </summary>
internal sealed unsafe class NativePointSum<TField>
    where TField : struct, IField<TField>
{
    /// <summary>Scalars that are looked through by one call, and points that are worth a call.</summary>
    private const int ScalarBlock = 1 << 14, MinimumSlice = 1 << 13;

    /// <summary>What a bucket and a window cost beside the points, in additions.</summary>
    private const double BucketCost = 2.2, WindowCost = 200;

    private readonly InstructionSets _isa;
    private readonly ProverThreads _threads;
    private readonly CancellationToken _cancellationToken;
    private readonly ulong* _points, _scalars;
    private readonly int _count;
    private uint[] _ones = [], _others = [];
    private short[] _digits = [];
    private uint _bits;

    public NativePointSum(InstructionSets isa, ProverThreads threads, ulong* points, ulong* scalars, int count, CancellationToken cancellationToken)
    {
        (_isa, _threads, _cancellationToken) = (isa, threads, cancellationToken);
        _points = points;
        _scalars = scalars;
        _count = count;
    }

    public JacobianPoint<TField> Compute()
    {
        Split();
        int windows = _others.Length == 0 ? 0 : (int)NativeMethods.DigitsOf(_bits);
        int slices = Slices(_others.Length, windows), oneSlices = _ones.Length == 0 ? 0 : Slices(_ones.Length, 1);
        JacobianPoint<TField>[] sums = new JacobianPoint<TField>[windows * slices];
        AffinePoint<TField>[] ones = new AffinePoint<TField>[oneSlices];
        // Windows first: they take longest.
        _threads.Run(sums.Length + ones.Length, (call, stop) => call < sums.Length
            ? Window(call / slices, call % slices, slices, ref sums[call], stop)
            : Ones(call - sums.Length, oneSlices, ref ones[call - sums.Length], stop), _cancellationToken);
        JacobianPoint<TField> sum = JacobianPoint<TField>.Infinity;
        for (int window = windows - 1; window >= 0; window--)
        {
            for (int i = 0; i < _bits; i++) sum = sum.Double();
            for (int slice = 0; slice < slices; slice++) sum += sums[window * slices + slice];
        }

        foreach (AffinePoint<TField> one in ones) sum += one;
        return sum;
    }

    private void Split()
    {
        int blocks = (_count + ScalarBlock - 1) / ScalarBlock;
        ulong[] firstOne = new ulong[blocks + 1], firstOther = new ulong[blocks + 1];
        _threads.Run(blocks, (block, _) => NativeMethods.lotusseal_scalars_count(
            Scalars(block), LengthOf(block), out firstOne[block + 1], out firstOther[block + 1]), _cancellationToken);
        for (int block = 0; block < blocks; block++)
        {
            firstOne[block + 1] += firstOne[block];
            firstOther[block + 1] += firstOther[block];
        }

        int others = (int)firstOther[blocks];
        _bits = BestBits(others);
        (_ones, _others) = (new uint[firstOne[blocks]], new uint[others]);
        _digits = GC.AllocateUninitializedArray<short>(others * (int)NativeMethods.DigitsOf(_bits));
        fixed (uint* pinnedOnes = _ones, pinnedOthers = _others)
        fixed (short* pinnedDigits = _digits)
        {
            uint* oneList = pinnedOnes, otherList = pinnedOthers;
            short* digits = pinnedDigits;
            _threads.Run(blocks, (block, _) => NativeMethods.lotusseal_scalars_split(Scalars(block), LengthOf(block), (uint)(block * ScalarBlock), _bits,
                oneList + firstOne[block], otherList + firstOther[block], digits + firstOther[block], (ulong)others), _cancellationToken);
        }
    }

    private NativeStatus Window(int window, int slice, int slices, ref JacobianPoint<TField> sum, int* stop)
    {
        (int begin, int length) = Slice(_others.Length, slice, slices);
        fixed (uint* others = _others)
        fixed (short* digits = _digits)
        fixed (byte* result = &Unsafe.As<JacobianPoint<TField>, byte>(ref sum))
        {
            return NativeMethods.lotusseal_point_window(_isa, NativeGroup<TField>.Number, _points, others + begin,
                digits + (long)window * _others.Length + begin, (ulong)length, _bits, (ulong*)result, stop);
        }
    }

    private NativeStatus Ones(int slice, int slices, ref AffinePoint<TField> sum, int* stop)
    {
        (int begin, int length) = Slice(_ones.Length, slice, slices);
        uint end = (uint)length;
        fixed (uint* ones = _ones)
        fixed (byte* result = &Unsafe.As<AffinePoint<TField>, byte>(ref sum))
            return NativeMethods.lotusseal_point_runs(_isa, NativeGroup<TField>.Number, _points, ones + begin, &end, 1, (ulong*)result, stop);
    }

    private ulong* Scalars(int block) => _scalars + (long)block * ScalarBlock * (Fr.Size / sizeof(ulong));

    private ulong LengthOf(int block) => (ulong)Math.Min(ScalarBlock, _count - block * ScalarBlock);

    /// <summary>Into how many parts a list is cut so that every thread has something to do, and an even share of it.</summary>
    private int Slices(int length, int windows) =>
        windows == 0 ? 0 : Math.Clamp((2 * _threads.Count + windows - 1) / windows, 1, Math.Max(1, length / MinimumSlice));

    private static (int Begin, int Length) Slice(int length, int slice, int slices)
    {
        int begin = (int)((long)length * slice / slices);
        return (begin, (int)((long)length * (slice + 1) / slices) - begin);
    }

    /// <summary>Bits of a digit with the fewest additions in all.</summary>
    private static uint BestBits(int count)
    {
        uint best = NativeMethods.MinDigitBits;
        for (uint bits = best; bits <= NativeMethods.MaxDigitBits; bits++)
        {
            if (Cost(bits) < Cost(best)) best = bits;
        }

        return best;

        double Cost(uint bits) => NativeMethods.DigitsOf(bits) * (count + BucketCost * (1 << (int)(bits - 1)) + WindowCost);
    }
}
