using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Tests.Support;

namespace LotusSeal.Proving.Tests.Proving;

/// <summary>Parameters and proofs by the native kernels, byte for byte those of the reference (porep.md 11.4).</summary>
public sealed class NativeProofTests
{
    private static readonly Lazy<Parameters> Keys = new(() =>
        ParameterGenerator.Generate(PostCase.Find("2kib", "window-v1_1-1").Partitions[0], Secrets.OfPhrase("porep-vector"), NativeProver.Backend));

    [Fact]
    public void Parameters_of_known_secrets_are_those_of_the_reference()
    {
        JsonElement expected = PostCase.Find("2kib", "window-v1_1-1").Json.GetProperty("parameters");
        using MemoryStream file = new();
        Keys.Value.Write(file, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(expected.GetProperty("params_length").GetInt64(), file.Length);
        Assert.Equal(expected.GetProperty("params_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(file.ToArray())));
    }

    [Fact]
    public void Proofs_with_known_numbers_are_those_of_the_reference()
    {
        Blinding known = new(Secrets.NumberOfPhrase("porep-vector", "r"), Secrets.NumberOfPhrase("porep-vector", "s"));
        PostCase test = PostCase.Find("2kib", "window-v1_1-3");
        JsonElement proofs = test.Json.GetProperty("deterministic_proof").GetProperty("proofs");
        string[] expected = [.. proofs.EnumerateArray().Select(proof => proof.GetString()!)];
        Assert.Equal(expected.Length, test.Partitions.Count);
        foreach ((PostPartition partition, string hex) in test.Partitions.Zip(expected))
        {
            byte[] bytes = new byte[Proof.Size];
            Prover.Prove(Keys.Value, partition, known, backend: NativeProver.Backend, cancellationToken: TestContext.Current.CancellationToken)
                .Write(bytes);
            Assert.Equal(hex, Convert.ToHexStringLower(bytes));
        }
    }
}
