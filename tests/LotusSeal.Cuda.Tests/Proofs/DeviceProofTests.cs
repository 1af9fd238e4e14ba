using System.Text.Json;
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
    public void A_window_proof_with_known_numbers_is_that_of_the_reference()
    {
        SimulatedDriver.Start(memory: 16UL << 30);
        PostCase test = PostCase.Find("2kib", "window-v1_1-1");
        Parameters keys = ParameterGenerator.Generate(test.Partitions[0], Secrets.OfPhrase("porep-vector"), NativeProver.Backend);
        using CudaProverBackend device = new(SimulatedDriver.Create(), new ManagedProverBackend());
        Blinding known = new(Secrets.NumberOfPhrase("porep-vector", "r"), Secrets.NumberOfPhrase("porep-vector", "s"));
        byte[] proof = new byte[Proof.Size];
        Prover.Prove(keys, test.Partitions[0], known, backend: device, cancellationToken: TestContext.Current.CancellationToken).Write(proof);
        JsonElement expected = test.Json.GetProperty("deterministic_proof").GetProperty("proofs")[0];
        Assert.Equal(expected.GetString(), Convert.ToHexStringLower(proof));
        Assert.True(SimulatedDriver.simulated_calls("cuLaunchKernel") > 100);
    }
}
