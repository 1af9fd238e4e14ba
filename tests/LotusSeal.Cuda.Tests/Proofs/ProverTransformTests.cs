using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Domains;
using LotusSeal.Native.Tests.Proving;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>Transforms and quotients by the kernels, compiled for the host, the same as in managed code.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class ProverTransformTests : IDisposable
{
    private readonly CudaProverBackend _backend;

    public ProverTransformTests()
    {
        SimulatedDriver.Start();
        _backend = SimulatedDriver.CreateProver();
    }

    public void Dispose()
    {
        _backend.Dispose();
        Assert.Equal((nuint)0, SimulatedDriver.simulated_leftovers());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(9), InlineData(13)]
    public void Coefficients_and_quotients_are_those_of_managed_code(int log2)
    {
        Domain domain = new(log2);
        Fr[] values = Numbers(domain, 1), coefficients = [.. values];
        domain.Interpolate(coefficients);
        Assert.Equal(coefficients, _backend.Interpolate(domain, values, TestContext.Current.CancellationToken));

        Fr[] a = Numbers(domain, 2), b = Numbers(domain, 3), c = Numbers(domain, 4), quotient = [.. a];
        domain.Divide(quotient, [.. b], [.. c]);
        Assert.Equal(quotient, _backend.Divide(domain, a, b, c, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Arrays_are_as_long_as_the_domain()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _backend.Interpolate(new Domain(5), new Fr[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _backend.Divide(new Domain(5), new Fr[32], new Fr[32], new Fr[33]));
    }

    [Fact]
    public void A_cancelled_transform_is_not_begun()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => _backend.Interpolate(new Domain(5), new Fr[32], cancelled.Token));
    }

    private static Fr[] Numbers(Domain domain, int seed) =>
        [.. Enumerable.Range(0, (int)domain.Size).Select(i => i % 5 == 0 ? Fr.FromUInt64((ulong)i) : ProverNumbers.Random(1000 * seed + i % 700))];
}
