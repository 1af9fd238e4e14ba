using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Keys;

/// <summary>A query that is in memory.</summary>
/// <param name="points">Its points.</param>
/// <typeparam name="TField">The field of their coordinates.</typeparam>
public sealed class PointArray<TField>(AffinePoint<TField>[] points) : IPointQuery<TField>
    where TField : struct, IField<TField>
{
    /// <inheritdoc/>
    public int Count => points.Length;

    /// <inheritdoc/>
    public void Read(int start, Memory<AffinePoint<TField>> destination) => points.AsMemory(start, destination.Length).CopyTo(destination);
}
