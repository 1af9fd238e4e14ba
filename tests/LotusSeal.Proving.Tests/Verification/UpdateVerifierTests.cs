using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Tests.Verification;

/// <summary>The reference's proof of an update is accepted, and nothing else.</summary>
public sealed class UpdateVerifierTests
{
    private static byte[] Proof => Convert.FromHexString(UpdateCase.Small.GetProperty("deterministic_proof").GetString()!);

    private static byte[] Key => File.ReadAllBytes(Repository.Vector("groth16", $"{UpdateCircuit.FileName(UpdateCase.SmallConfig)}.vk"));

    private static UpdateVerifier Verifier => new(VerifyingKey.Read(Key, out _), UpdateCase.SmallConfig);

    [Fact]
    public void The_reference_s_proof_holds() => Assert.True(Verifier.Verify(UpdateCase.SmallStatement, Proof));

    [Fact]
    public void It_holds_for_no_other_commitments()
    {
        UpdateStatement right = UpdateCase.SmallStatement;
        Digest other = right.New.CommD.Value;
        Assert.False(Verifier.Verify(right with { OldCommR = new CommR(other) }, Proof));
        Assert.False(Verifier.Verify(right with { New = right.New with { CommR = new CommR(other) } }, Proof));
        Assert.False(Verifier.Verify(right with { New = right.New with { CommD = new CommD(right.OldCommR.Value) } }, Proof));
        Assert.Throws<SealingException>(() => Verifier.Verify(right with { OldCommR = default }, Proof));
    }

    [Fact]
    public void A_changed_proof_does_not_hold()
    {
        for (int bit = 0; bit < 8 * 192; bit += 97)
        {
            byte[] changed = Proof;
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.False(Verifier.Verify(UpdateCase.SmallStatement, changed));
            }
            catch (FormatException)
            {
                // No point of its group.
            }
        }

        Assert.Throws<FormatException>(() => Verifier.Verify(UpdateCase.SmallStatement, Proof.AsSpan(1)));
        Assert.Throws<FormatException>(() => Verifier.Verify(UpdateCase.SmallStatement, [.. Proof, .. Proof]));
    }

    [Fact]
    public void A_key_that_is_not_the_network_s_is_told() =>
        Assert.False(PublishedParameters.IsPublished($"{UpdateCircuit.FileName(UpdateCase.SmallConfig)}.vk", Key));
}
