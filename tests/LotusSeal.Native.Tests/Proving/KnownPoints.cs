using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Native.Tests.Proving;

/// <summary>Points of which we know what multiple of the generator they are, so that sums of them can be told from the numbers alone.</summary>
public sealed class KnownPoints<TField>
    where TField : struct, IField<TField>
{
    /// <summary>More than two blocks of the kernels in either group.</summary>
    public const int Count = 9000;

    private readonly Fr[] _factors = new Fr[Count];
    private readonly AffinePoint<TField>[] _points;

    public KnownPoints(AffinePoint<TField> generator)
    {
        Generator = generator;
        // A few different ones, over and over: equal and opposite points meet in every digit.
        Fr[] different = [.. Enumerable.Range(0, 300).Select(i => i switch { 0 => Fr.Zero, 1 => Fr.One, 2 => -Fr.One, _ => ProverNumbers.Random(i / 2) })];
        AffinePoint<TField>[] points = new FixedBase<TField>(generator).Multiply(different);
        _points = [.. Enumerable.Range(0, Count).Select(i => i % 7 == 3 ? -points[i % 300] : points[i % 300])];
        for (int i = 0; i < Count; i++) _factors[i] = i % 7 == 3 ? -different[i % 300] : different[i % 300];
    }

    public AffinePoint<TField> Generator { get; }

    public ReadOnlySpan<AffinePoint<TField>> First(int count) => _points.AsSpan(0, count);

    /// <summary>The sum of the first points with these scalars.</summary>
    public AffinePoint<TField> Sum(ReadOnlySpan<Fr> scalars)
    {
        Fr sum = Fr.Zero;
        for (int i = 0; i < scalars.Length; i++) sum += _factors[i] * scalars[i];
        return JacobianPoint<TField>.Of(Generator).Multiply(sum).ToAffine();
    }
}
