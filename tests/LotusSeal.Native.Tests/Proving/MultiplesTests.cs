using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Native.Tests.Proving;

/// <summary>Many multiples of a generator, the same as in managed code.</summary>
public sealed class MultiplesTests
{
    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Multiples_in_the_first_group(InstructionSets sets) => AgreesWithManaged(sets, G1.Generator);

    [Theory, MemberData(nameof(ProverVariants.All), MemberType = typeof(ProverVariants))]
    public void Multiples_in_the_second_group(InstructionSets sets) => AgreesWithManaged(sets, G2.Generator);

    private static void AgreesWithManaged<TField>(InstructionSets sets, AffinePoint<TField> generator)
        where TField : struct, IField<TField>
    {
        Fr[] scalars = [Fr.Zero, Fr.One, -Fr.One, .. ProverNumbers.AroundPowersOfTwo().Where((_, i) => i % 11 == 0),
            .. Enumerable.Range(0, 300).Select(ProverNumbers.Random)];
        AffinePoint<TField>[] multiples = new AffinePoint<TField>[scalars.Length];
        ProverVariants.Create(sets).OpenBase(generator).Multiply(scalars, multiples, TestContext.Current.CancellationToken);
        Assert.Equal(new FixedBase<TField>(generator).Multiply(scalars), multiples);
    }
}
