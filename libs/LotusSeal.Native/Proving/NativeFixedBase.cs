using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Native.Interop;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Proving;

/// <summary>Multiples of one point: a number has 22 digits of 12 bits, the table every value of each, in 4.3 or 8.7 MB.</summary>
internal sealed unsafe class NativeFixedBase<TField> : IFixedBase<TField>
    where TField : struct, IField<TField>
{
    private const int Bits = 12, Part = 1 << 12;

    private readonly InstructionSets _isa;
    private readonly ProverThreads _threads;
    private readonly AffinePoint<TField>[] _table = new AffinePoint<TField>[NativeMethods.DigitsOf(Bits) << (Bits - 1)];

    public NativeFixedBase(InstructionSets isa, ProverThreads threads, string device, AffinePoint<TField> point)
    {
        (_isa, _threads) = (isa, threads);
        fixed (byte* table = &Unsafe.As<AffinePoint<TField>, byte>(ref _table[0]))
        {
            NativeMethods.lotusseal_point_table(_isa, NativeGroup<TField>.Number, (ulong*)Unsafe.AsPointer(ref point), Bits, (ulong*)table)
                .ThrowIfFailed(BackendStage.Proof, device);
        }
    }

    public void Multiply(ReadOnlySpan<Fr> scalars, Span<AffinePoint<TField>> multiples, CancellationToken cancellationToken = default)
    {
        int count = scalars.Length, pointWords = Unsafe.SizeOf<AffinePoint<TField>>() / sizeof(ulong);
        ArgumentOutOfRangeException.ThrowIfNotEqual(multiples.Length, count);
        fixed (byte* table = &Unsafe.As<AffinePoint<TField>, byte>(ref _table[0]))
        fixed (byte* from = &Unsafe.As<Fr, byte>(ref MemoryMarshal.GetReference(scalars)))
        fixed (byte* to = &Unsafe.As<AffinePoint<TField>, byte>(ref MemoryMarshal.GetReference(multiples)))
        {
            (nint tables, nint numbers, nint points) = ((nint)table, (nint)from, (nint)to);
            _threads.Run((count + Part - 1) / Part, (part, stop) =>
            {
                int begin = part * Part;
                return NativeMethods.lotusseal_point_multiples(_isa, NativeGroup<TField>.Number, (ulong*)tables, Bits,
                    (ulong*)numbers + (long)begin * (Fr.Size / sizeof(ulong)), (ulong)Math.Min(Part, count - begin),
                    (ulong*)points + (long)begin * pointWords, stop);
            }, cancellationToken);
        }
    }
}
