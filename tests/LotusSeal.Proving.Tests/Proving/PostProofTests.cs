using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.VanillaProofs;

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

    [Fact]
    public void Proofs_with_known_numbers_are_those_of_the_reference_whatever_the_order_of_vanilla_proofs()
    {
        PostCase test = PostCase.Find("2kib", "window-v1_1-3");
        PostSectorProof[] sectors = [.. test.Sectors.Values.OrderByDescending(sector => sector.SectorNumber), test.Sectors.Values.First()];
        byte[] proofs = new PostProver(files.Parameters, test.Type).Prove(test.Randomness, sectors, () => Known);
        Assert.Equal(Convert.ToHexStringLower(test.FixedProof), Convert.ToHexStringLower(proofs));
    }

    [Fact]
    public void One_partition_with_new_numbers_holds_beside_that_of_the_reference()
    {
        // The challenges of this version depend on the number of the partition.
        PostCase test = PostCase.Find("2kib", "window-v1-3");
        PostSectorProof last = test.Sectors.Values.Single(sector => sector.SectorNumber == test.Claims.Max(claim => claim.Sector));
        PostProver prover = new(files.Parameters, test.Type);
        byte[] proof = prover.ProvePartition(test.Randomness, [last], 1);
        Assert.NotEqual(test.FixedProof[Proof.Size..], proof);
        Assert.True(new PostVerifier(files.Parameters.VerifyingKey, test.Type).Verify(test.Randomness, test.Claims,
            [.. test.FixedProof[..Proof.Size], .. proof]));
        Assert.Contains("do not hold", Assert.Throws<SealingException>(() => prover.ProvePartition(test.Randomness, [last], 0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Winning_proofs_are_those_of_the_reference()
    {
        LongTests.Need();
        PostCase test = PostCase.Find("2kib", "winning");
        Parameters keys = ParameterGenerator.Generate(test.Partitions[0], Secrets.OfPhrase("porep-vector"));
        byte[] proof = new PostProver(keys, test.Type).Prove(test.Randomness, [.. test.Sectors.Values], () => Known);
        Assert.Equal(Convert.ToHexStringLower(test.FixedProof), Convert.ToHexStringLower(proof));
    }

    [Fact]
    public void A_key_of_another_circuit_is_refused()
    {
        PostPartition larger = PostCase.Find("4kib", "window-v1_1-3").Partitions[0];
        string message = Assert.Throws<ArgumentException>(() => Prover.Prove(files.Parameters, larger, Blinding.Random())).Message;
        Assert.Contains("points, the circuit", message, StringComparison.Ordinal);
    }
}
