using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Proving.Verification;

namespace LotusSeal.Proving.Tests.Verification;

/// <summary>Proofs of spacetime of the reference, and what it refuses.</summary>
public sealed class PostVerifierTests
{
    private static readonly PostCase Three = PostCase.Find("2kib", "window-v1_1-3");

    public static TheoryData<string, string> Cases => new(
        ((string[])["2kib", "8mib"]).SelectMany(size => PostCase.Names(size).Select(name => (size, name)))
        .Where(test => PostCase.Find(test.size, test.name).Json.TryGetProperty("random_proof", out _)));

    public static TheoryData<string> Changes =>
        [.. Negative().Where(one => one.GetProperty("call").GetString() == "verify").Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Proofs_of_the_reference_hold_and_no_others(string size, string name)
    {
        PostCase test = PostCase.Find(size, name);
        PostVerifier verifier = VerifierOf(test.Type);
        Assert.True(verifier.Verify(test.Randomness, test.Claims, test.FixedProof));
        Assert.True(verifier.Verify(test.Randomness, test.Claims, test.RandomProof));
        ReplicaClaim[] other = [test.Claims[0] with { Sector = 9 }, .. test.Claims.Skip(1)];
        Assert.False(verifier.Verify(test.Randomness, other, test.FixedProof));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_the_reference_says_of_changes_is_said_here(string name)
    {
        JsonElement test = Negative().Single(one => one.GetProperty("call").GetString() == "verify" && one.GetProperty("name").GetString() == name);
        JsonElement change = test.GetProperty("change"), outcome = test.GetProperty("outcome");
        // Randomness is masked here, and the miner is no part of what is proved.
        if (name == "randomness not masked" || change.TryGetProperty("prover_id", out _)) return;
        if (outcome.TryGetProperty("result", out JsonElement result)) Assert.Equal(result.GetBoolean(), Verify(change));
        else Assert.True(Record.Exception(() => Verify(change)) is FormatException or SealingException);
    }

    [Fact]
    public void Randomness_that_is_not_masked_is_masked()
    {
        byte[] bytes = [.. Three.Randomness.Span];
        bytes[^1] ^= 0xc0;
        Assert.True(VerifierOf(Three.Type).Verify(new Digest(bytes), Three.Claims, Three.FixedProof));
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        PostCase winning = PostCase.Find("2kib", "winning");
        ReplicaClaim one = winning.Claims[0], other = one with { Sector = 8 };
        Assert.Contains("one sector, not of 2", Assert.Throws<SealingException>(() =>
            VerifierOf(winning.Type).Verify(winning.Randomness, [one, other], winning.FixedProof)).Message, StringComparison.Ordinal);
        Assert.Contains("two commitments", Assert.Throws<SealingException>(() => VerifierOf(Three.Type).Verify(Three.Randomness,
            [.. Three.Claims, Three.Claims[0] with { CommR = Three.Claims[1].CommR }], Three.FixedProof)).Message, StringComparison.Ordinal);
        Assert.Contains("public inputs", Assert.Throws<FormatException>(() => new PostVerifier(KeyOf(winning.Type), Three.Type)).Message,
            StringComparison.Ordinal);
    }

    private static bool Verify(JsonElement change)
    {
        List<ReplicaClaim> claims = [.. Three.Claims];
        byte[] proof = Three.FixedProof;
        Digest randomness = Three.Randomness;
        RegisteredPoStProof type = Three.Type;
        if (change.TryGetProperty("randomness", out JsonElement value)) randomness = Digest.FromHex(value.GetString()!);
        if (change.TryGetProperty("proof", out value)) proof = Convert.FromHexString(value.GetString()!);
        if (change.TryGetProperty("proof_length", out value)) Array.Resize(ref proof, value.GetInt32());
        if (change.TryGetProperty("api_version", out _)) type = RegisteredPoStProof.StackedDrgWindow2KiBV1;
        if (change.TryGetProperty("swap", out _)) claims.Reverse();
        if (change.TryGetProperty("append", out value))
            claims.Add(claims.Find(claim => claim.Sector == value.GetUInt64()) is { Sector: > 0 } same
                ? same : claims[0] with { Sector = value.GetUInt64() });
        if (change.TryGetProperty("remove", out value))
        {
            if (value.ValueKind == JsonValueKind.Number) claims.RemoveAt(value.GetInt32());
            else claims.Clear();
        }

        if (change.TryGetProperty("sector", out value)) claims[value.GetInt32()] = Changed(claims[value.GetInt32()], change);
        return VerifierOf(type).Verify(randomness, claims, proof);
    }

    private static ReplicaClaim Changed(ReplicaClaim claim, JsonElement change) => change.TryGetProperty("comm_r", out JsonElement commR)
        ? claim with { CommR = new CommR(Digest.FromHex(commR.GetString()!)) }
        : claim with { Sector = change.GetProperty("sector_id").GetUInt64() };

    private static IEnumerable<JsonElement> Negative() => Three.Json.GetProperty("negative").EnumerateArray();

    private static PostVerifier VerifierOf(RegisteredPoStProof proof) => new(KeyOf(proof), proof);

    private static VerifyingKey KeyOf(RegisteredPoStProof proof) =>
        VerifyingKey.Read(File.ReadAllBytes(Repository.Vector("groth16", $"{PostCircuit.FileName(proof)}.vk")), out _);
}
