using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Groth16.Backends;

/// <summary>The arithmetic in managed code, from the definitions. It is stopped only between calls.</summary>
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

    /// <inheritdoc/>
    public Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(domain);
        cancellationToken.ThrowIfCancellationRequested();
        domain.Interpolate(values);
        return values;
    }

    /// <inheritdoc/>
    public Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(domain);
        cancellationToken.ThrowIfCancellationRequested();
        domain.Divide(a, b, c);
        return a;
    }

    /// <inheritdoc/>
    public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
        where TField : struct, IField<TField> => new ManagedFixedBase<TField>(new FixedBase<TField>(point));

    private sealed class ManagedFixedBase<TField>(FixedBase<TField> point) : IFixedBase<TField>
        where TField : struct, IField<TField>
    {
        public void Multiply(ReadOnlySpan<Fr> scalars, Span<AffinePoint<TField>> multiples, CancellationToken cancellationToken = default)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(multiples.Length, scalars.Length);
            cancellationToken.ThrowIfCancellationRequested();
            point.Multiply(scalars.ToArray()).CopyTo(multiples);
        }
    }
}
