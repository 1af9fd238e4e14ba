using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Numbers that are there in full.</summary>
internal sealed class PlainScalars(ReadOnlyMemory<Fr> values) : IScalars
{
    /// <inheritdoc/>
    public int Count => values.Length;

    /// <inheritdoc/>
    public long Bytes => (long)values.Length * Fr.Size;

    /// <inheritdoc/>
    public void Read(int start, Span<Fr> destination) => values.Span.Slice(start, destination.Length).CopyTo(destination);

    /// <inheritdoc/>
    public void AppendTo(ValueList list, int start, int count)
    {
        foreach (ref readonly Fr value in values.Span.Slice(start, count)) list.Add(value);
    }
}
