using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Domains;
using static LotusSeal.Groth16.Tests.Support.Scalars;

namespace LotusSeal.Groth16.Tests.Domains;

/// <summary>Polynomials by coefficients and by values.</summary>
public sealed class DomainTests
{
    [Theory]
    [InlineData(22, "0abe6a5e5abcaa32f2d38f10fbb8d1bbe08fec7c86389beec6e7a6ffb08e3363")]
    [InlineData(23, "73560252aa0655b25121af06a3b51e3cc631ffb2585a72db5616c57de0ec9eae")]
    [InlineData(26, "0a0a77a3b1980c0d116168bffbedc11d02c8118402867ddc531a11a0d2d75182")]
    [InlineData(27, "23397a9300f8f98bece8ea224f31d25db94f1101b1d7a628e2d0a7869f0319ed")]
    [InlineData(32, "16a2a19edfe81f20d09b681922c813b4b63683508c2280b93829971f439f0d2b")]
    public void Roots_of_unity_are_those_of_the_network(int log2, string root) =>
        Assert.Equal(Fr.Read([.. Convert.FromHexString(root).Reverse()]), new Domain(log2).Root);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(2687961, 22)]
    [InlineData(130278869, 27)]
    public void The_smallest_domain_is_taken(long count, int log2) => Assert.Equal(log2, Domain.Of(count).Log2);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void Values_are_those_of_the_polynomial_and_lead_back(int log2)
    {
        Domain domain = new(log2);
        Fr[] coefficients = Numbers("c", domain), values = [.. coefficients];
        domain.Evaluate(values);
        for (int i = 0; i < Math.Min(5, values.Length); i++) Assert.Equal(At(coefficients, Power(domain.Root, i)), values[i]);
        domain.Interpolate(values);
        Assert.Equal(coefficients, values);
    }

    /// <summary>a·b = c at all powers: the quotient gives the same product everywhere else.</summary>
    [Fact]
    public void A_quotient_times_the_vanishing_polynomial_is_the_product()
    {
        Domain domain = new(6);
        Fr[] a = Numbers("a", domain), b = Numbers("b", domain), c = [.. a.Zip(b, (x, y) => x * y)];
        Fr[] coefficientsA = [.. a], coefficientsB = [.. b], coefficientsC = [.. c];
        foreach (Fr[] values in (Fr[][])[coefficientsA, coefficientsB, coefficientsC]) domain.Interpolate(values);
        domain.Divide(a, b, c);
        Assert.Equal(Fr.Zero, a[^1]);
        Fr x = ToFr(Number("x", R));
        Assert.Equal(At(coefficientsA, x) * At(coefficientsB, x) - At(coefficientsC, x), At(a, x) * (Power(x, (int)domain.Size) - Fr.One));
    }

    private static Fr[] Numbers(string seed, Domain domain) => [.. Enumerable.Range(0, (int)domain.Size).Select(i => ToFr(Number($"{seed}{i}", R)))];

    private static Fr At(Fr[] coefficients, Fr x)
    {
        Fr sum = Fr.Zero;
        for (int i = coefficients.Length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
        return sum;
    }

    private static Fr Power(Fr value, int exponent)
    {
        Fr result = Fr.One;
        for (int i = 0; i < exponent; i++) result *= value;
        return result;
    }
}
