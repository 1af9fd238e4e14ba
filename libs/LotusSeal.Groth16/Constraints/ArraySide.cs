using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>One side of rows in an array of the whole circuit's, in full: where the processor works on it next, nothing is copied.</summary>
/// <param name="values">The array.</param>
/// <param name="begin">The part's first row.</param>
/// <param name="count">How many it has.</param>
internal sealed class ArraySide(Fr[] values, int begin, int count) : IRowSide
{
    private int _written;

    /// <inheritdoc/>
    public int Count => count;

    /// <summary>None of its own.</summary>
    public long Bytes => 0;

    /// <inheritdoc/>
    public void Add(in Fr value) => values[begin + _written++] = value;

    /// <inheritdoc/>
    public void AddSmall(SmallSide small, int length)
    {
        small.Write(values.AsSpan(begin + _written, length));
        _written += length;
    }

    /// <inheritdoc/>
    public void Read(int start, Span<Fr> destination)
    {
        ReadOnlySpan<Fr> from = values.AsSpan(begin + start, destination.Length);
        if (!Unsafe.AreSame(ref MemoryMarshal.GetReference(from), ref MemoryMarshal.GetReference(destination))) from.CopyTo(destination);
    }

    /// <inheritdoc/>
    public void AppendTo(ValueList list, int start, int length)
    {
        foreach (ref readonly Fr value in values.AsSpan(begin + start, length)) list.Add(value);
    }
}
