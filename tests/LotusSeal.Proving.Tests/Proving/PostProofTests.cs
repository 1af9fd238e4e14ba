using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Verification;
using LotusSeal.Native;
using LotusSeal.Native.Proving;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Tests.Support;

namespace LotusSeal.Proving.Tests.Proving;

/// <summary>Parameters and proofs of window proofs of spacetime, byte for byte those of the reference (porep.md 11.4).</summary>
public sealed class PostProofTests
{
    private static readonly IProverBackend Native = CreateNative(), Managed = new ManagedProverBackend();
    private static readonly Lazy<Parameters> Keys = new(() => Generate(Native));

    public static TheoryData<string> Backends => ["managed", "native"];

    private static Parameters Generate(IProverBackend backend) => ParameterGenerator.Generate(PostCase.Find("2kib", "window-v1_1-1").Partitions[0],
        new Secrets(Secret("alpha"), Secret("beta"), Secret("gamma"), Secret("delta"), Secret("tau")), backend);

    [Theory, MemberData(nameof(Backends))]
    public void Parameters_of_known_secrets_are_those_of_the_reference(string backend)
    {
        Parameters keys = backend == "native" ? Keys.Value : Generate(Managed);
        JsonElement expected = PostCase.Find("2kib", "window-v1_1-1").Json.GetProperty("parameters");
        using MemoryStream file = new();
        keys.Write(file);
        Assert.Equal(expected.GetProperty("params_length").GetInt64(), file.Length);
        Assert.Equal(expected.GetProperty("params_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(file.ToArray())));
        using MemoryStream key = new();
        keys.VerifyingKey.Write(key);
        string name = Path.ChangeExtension(expected.GetProperty("file").GetString()!, ".vk");
        Assert.Equal(File.ReadAllBytes(Repository.Vector("groth16", name)), key.ToArray());
    }

    [Theory, MemberData(nameof(Backends))]
    public void Proofs_with_known_numbers_are_those_of_the_reference(string backend)
    {
        PostCase test = PostCase.Find("2kib", "window-v1_1-3");
        JsonElement proofs = test.Json.GetProperty("deterministic_proof").GetProperty("proofs");
        string[] expected = [.. proofs.EnumerateArray().Select(proof => proof.GetString()!)];
        Assert.Equal(expected.Length, test.Partitions.Count);
        foreach ((PostPartition partition, string bytes) in test.Partitions.Zip(expected))
            Assert.Equal(bytes, Convert.ToHexStringLower(Bytes(Prove(partition))));

        Proof Prove(PostPartition partition) => Prover.Prove(Keys.Value, partition, new Blinding(Secret("r"), Secret("s")),
            backend: backend == "native" ? Native : Managed, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Other_numbers_make_another_proof_that_holds_too()
    {
        PostPartition partition = PostCase.Find("2kib", "window-v1_1-2").Partitions[0];
        Proof proof = Prover.Prove(Keys.Value, partition, Blinding.Random(), backend: Native, cancellationToken: TestContext.Current.CancellationToken);
        Verifier verifier = new(Keys.Value.VerifyingKey);
        Fr[] inputs = [.. Assignment.Of(partition).Inputs.Skip(1)];
        Assert.True(verifier.Verify(proof, inputs));
        inputs[0] += Fr.One;
        Assert.False(verifier.Verify(proof, inputs));
    }

    [Fact]
    public void A_key_of_another_circuit_is_refused()
    {
        PostPartition larger = PostCase.Find("4kib", "window-v1_1-3").Partitions[0];
        Assert.Contains("points, the circuit", Assert.Throws<ArgumentException>(() => Prover.Prove(Keys.Value, larger, Blinding.Random())).Message,
            StringComparison.Ordinal);
    }

    private static NativeProverBackend CreateNative() => NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)
        ? new NativeProverBackend(native.Info, threads: 2)
        : throw new InvalidOperationException(reason);

    private static byte[] Bytes(Proof proof)
    {
        byte[] bytes = new byte[Proof.Size];
        proof.Write(bytes);
        return bytes;
    }

    /// <summary>A number that everybody knows.</summary>
    private static Fr Secret(string name)
    {
        byte[] bytes = SHA256.HashData(Encoding.ASCII.GetBytes($"porep-vector:{name}"));
        bytes[^1] &= 0x3f;
        return Fr.Read(bytes);
    }
}
