using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Native.Tests.Proving;

/// <summary>Transforms and quotients, the same as in managed code, for domains with as many rows as columns and with half of them.</summary>
public sealed class TransformTests
{
    public static IEnumerable<TheoryDataRow<InstructionSets, int>> Cases =>
        from sets in ProverVariants.OfTransforms
        from log2 in (int[])[0, 1, 3, 4, 5, 6, 7, 11, 12]
        select new TheoryDataRow<InstructionSets, int>(sets, log2);

    [Theory, MemberData(nameof(Cases))]
    public void Coefficients_are_those_of_managed_code(InstructionSets sets, int log2)
    {
        Domain domain = new(log2);
        Fr[] values = Numbers(domain, 1), expected = [.. values];
        domain.Interpolate(expected);
        Assert.Equal(expected, ProverVariants.Create(sets).Interpolate(domain, values, TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Quotients_are_those_of_managed_code(InstructionSets sets, int log2)
    {
        Domain domain = new(log2);
        Fr[] a = Numbers(domain, 2), b = Numbers(domain, 3), c = Numbers(domain, 4), expected = [.. a];
        domain.Divide(expected, [.. b], [.. c]);
        Assert.Equal(expected, ProverVariants.Create(sets).Divide(domain, a, b, c, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Arrays_are_as_long_as_the_domain()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ProverVariants.Create(InstructionSets.None).Interpolate(new Domain(5), new Fr[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ProverVariants.Create(InstructionSets.None).Divide(new Domain(5), new Fr[32], new Fr[32], new Fr[33]));
    }

    [Fact]
    public void A_cancelled_transform_is_not_begun()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            ProverVariants.Create(InstructionSets.None).Interpolate(new Domain(5), new Fr[32], cancelled.Token));
    }

    private static Fr[] Numbers(Domain domain, int seed) =>
        [.. Enumerable.Range(0, (int)domain.Size).Select(i => i % 5 == 0 ? Fr.FromUInt64((ulong)i) : ProverNumbers.Random(1000 * seed + i % 700))];
}
