using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Backends;

/// <summary>The arithmetic in managed code, from the definitions.</summary>
public sealed class ManagedProverBackend : IProverBackend
{
    /// <inheritdoc/>
    public string Name => "managed";

    /// <inheritdoc/>
    public JacobianPoint<TField> Sum<TField>(
        ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
        where TField : struct, IField<TField>
    {
        cancellationToken.ThrowIfCancellationRequested();
        return MultiScalar.Sum(points, scalars);
    }
}
