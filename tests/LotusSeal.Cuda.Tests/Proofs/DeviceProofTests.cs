using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Tests.Support;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>A whole proof by the kernels, compiled for the host, byte for byte that of the reference (porep.md 11.4).</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class DeviceProofTests
{
    [Fact]
    public void A_window_proof_with_known_numbers_is_that_of_the_reference() => AssertProof("window-v1_1-1");

    /// <summary>Points of the first partition are on the device when the second one needs them.</summary>
    [Fact]
    public void All_partitions_of_a_window_proof_are_those_of_the_reference()
    {
        LongTests.Need();
        AssertProof("window-v1_1-3");
    }

    private static void AssertProof(string name)
    {
        SimulatedDriver.Start(memory: 16UL << 30);
        PostCase test = PostCase.Find("2kib", name);
        Parameters keys = ParameterGenerator.Generate(test.Partitions[0], Secrets.OfPhrase("porep-vector"), NativeProver.Backend);
        using CudaProverBackend device = new(SimulatedDriver.Create(), new ManagedProverBackend());
        Blinding known = new(Secrets.NumberOfPhrase("porep-vector", "r"), Secrets.NumberOfPhrase("porep-vector", "s"));
        Proof[] proofs = new ProofSequence(keys, device)
            .Prove(test.Partitions, () => known, cancellationToken: TestContext.Current.CancellationToken);
        byte[] bytes = new byte[proofs.Length * Proof.Size];
        for (int i = 0; i < proofs.Length; i++) proofs[i].Write(bytes.AsSpan(i * Proof.Size, Proof.Size));
        Assert.Equal(Convert.ToHexString(test.FixedProof), Convert.ToHexString(bytes));
        Assert.True(SimulatedDriver.simulated_calls("cuLaunchKernel") > 100 * proofs.Length);
    }
}
