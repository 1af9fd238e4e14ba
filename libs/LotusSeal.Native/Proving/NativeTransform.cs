using LotusSeal.Bls12381.Fields;
using LotusSeal.Native.Interop;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Proving;

/// <summary>Transforms over one domain: each step in parts of some rows or columns, a part a call.</summary>
internal sealed unsafe class NativeTransform : IDisposable
{
    /// <summary>Elements of a part: milliseconds, so that threads end together and a stop is quick.</summary>
    private const int PartElements = 1 << 16;

    /// <summary>Columns come in multiples of this.</summary>
    private const ulong ColumnStep = 4;

    private readonly InstructionSets _isa;
    private readonly ProverThreads _threads;
    private readonly CancellationToken _cancellationToken;
    private readonly DomainHandle _domain;
    private readonly ulong _size;

    public NativeTransform(InstructionSets isa, ProverThreads threads, string device, int log2, CancellationToken cancellationToken)
    {
        (_isa, _threads, _cancellationToken, _size) = (isa, threads, cancellationToken, 1UL << log2);
        NativeMethods.lotusseal_domain_create((uint)log2, out _domain).ThrowIfFailed(BackendStage.Proof, device);
    }

    /// <summary>Whether there are kernels for a domain; the small ones are not worth any.</summary>
    public static bool Has(int log2) => log2 is >= 4 and <= 31;

    public void Interpolate(Fr[] values, Fr[] coefficients)
    {
        Run(TransformStep.InterpolateColumns, values);
        Run(TransformStep.InterpolateRows, values, coefficients);
    }

    /// <summary>The quotient comes to be in <paramref name="b"/>.</summary>
    public void Divide(Fr[] a, Fr[] b, Fr[] c)
    {
        foreach (Fr[] values in (Fr[][])[a, b, c])
        {
            Run(TransformStep.CosetColumns, values);
            Run(TransformStep.CosetRows, values);
        }

        Run(TransformStep.DivideColumns, a, b, c);
        Run(TransformStep.DivideRows, a, b);
    }

    public void Dispose() => _domain.Dispose();

    private void Run(TransformStep step, Fr[] a, Fr[]? b = null, Fr[]? c = null)
    {
        ulong lines = NativeMethods.lotusseal_domain_lines(_domain, step), length = _size / lines;
        ulong part = Math.Max(ColumnStep, PartElements / length / ColumnStep * ColumnStep);
        fixed (Fr* first = a, second = b, third = c)
        {
            (nint pa, nint pb, nint pc) = ((nint)first, (nint)second, (nint)third);
            _threads.Run((int)((lines + part - 1) / part), (index, _) =>
            {
                ulong begin = (ulong)index * part;
                return NativeMethods.lotusseal_domain_step(
                    _isa, _domain, step, (ulong*)pa, (ulong*)pb, (ulong*)pc, begin, Math.Min(part, lines - begin));
            }, _cancellationToken);
        }
    }
}
