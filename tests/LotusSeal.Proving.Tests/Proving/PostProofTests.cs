using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Tests.Support;

namespace LotusSeal.Proving.Tests.Proving;

/// <summary>Parameters and proofs of window proofs of spacetime, byte for byte those of the reference (porep.md 11.4).</summary>
public sealed class PostProofTests(WindowParameters files) : IClassFixture<WindowParameters>
{
    private static readonly Blinding Known = new(Secrets.NumberOfPhrase("porep-vector", "r"), Secrets.NumberOfPhrase("porep-vector", "s"));

    [Fact]
    public void Parameters_of_known_secrets_are_those_of_the_reference()
    {
        JsonElement expected = PostCase.Find("2kib", "window-v1_1-1").Json.GetProperty("parameters");
        string file = files.PathOf(expected.GetProperty("file").GetString()!), key = Path.ChangeExtension(file, ".vk");
        using FileStream content = File.OpenRead(file);
        Assert.Equal(expected.GetProperty("params_length").GetInt64(), content.Length);
        Assert.Equal(expected.GetProperty("params_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Equal(File.ReadAllBytes(Repository.Vector("groth16", Path.GetFileName(key))), File.ReadAllBytes(key));
        Assert.Null(ParameterCheck.FindFault(file, null, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("window-v1_1-3")]
    public void Proofs_with_known_numbers_are_those_of_the_reference(string name)
    {
        PostCase test = PostCase.Find("2kib", name);
        JsonElement proofs = test.Json.GetProperty("deterministic_proof").GetProperty("proofs");
        string[] expected = [.. proofs.EnumerateArray().Select(proof => proof.GetString()!)];
        Assert.Equal(expected.Length, test.Partitions.Count);
        foreach ((PostPartition partition, string bytes) in test.Partitions.Zip(expected))
            Assert.Equal(bytes, Convert.ToHexStringLower(Bytes(Prover.Prove(files.Parameters, partition, Known))));
    }

    [Fact]
    public void Other_numbers_make_another_proof_that_holds_too()
    {
        PostPartition partition = PostCase.Find("2kib", "window-v1_1-2").Partitions[0];
        Proof proof = Prover.Prove(files.Parameters, partition, Blinding.Random());
        Verifier verifier = new(files.Parameters.VerifyingKey);
        Fr[] inputs = [.. Assignment.Of(partition).Inputs.Skip(1)];
        Assert.True(verifier.Verify(proof, inputs));
        inputs[0] += Fr.One;
        Assert.False(verifier.Verify(proof, inputs));
    }

    [Fact]
    public void A_key_of_another_circuit_is_refused()
    {
        PostPartition larger = PostCase.Find("4kib", "window-v1_1-3").Partitions[0];
        string message = Assert.Throws<ArgumentException>(() => Prover.Prove(files.Parameters, larger, Blinding.Random())).Message;
        Assert.Contains("points, the circuit", message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(Proof proof)
    {
        byte[] bytes = new byte[Proof.Size];
        proof.Write(bytes);
        return bytes;
    }
}
