using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Tests.Support;

namespace LotusSeal.Groth16.Tests.Aggregation;

/// <summary>Aggregates of the reference: equal bytes, and accepted; everything else is not.</summary>
public sealed class AggregateTests
{
    public static TheoryData<string> Names => [.. AggregateVector.All.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_proofs_give_the_aggregate_of_the_reference(string name)
    {
        AggregateVector vector = AggregateVector.Find(name);
        AggregateProof made = Aggregator.Aggregate(
            vector.Key(), vector.Proofs, vector.Include, vector.Version, TestContext.Current.CancellationToken);
        Assert.Equal(vector.Bytes, made.ToBytes());
        Assert.Equal(vector.Bytes.Length, AggregateProof.SizeOf(vector.Proofs.Length));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_accepted_for_its_inputs_its_bond_and_its_version_alone(string name)
    {
        AggregateVector vector = AggregateVector.Find(name);
        AggregateProof proof = AggregateProof.Read(vector.Bytes);
        Assert.Equal(vector.Bytes, proof.ToBytes());
        AggregateVerifier verifier = Verifier();
        Assert.True(verifier.Verify(proof, vector.Inputs, vector.Include, vector.Version));
        Assert.False(verifier.Verify(proof, vector.Inputs, [.. vector.Include, 0], vector.Version));
        AggregationVersion other = vector.Version == AggregationVersion.V1 ? AggregationVersion.V2 : AggregationVersion.V1;
        Assert.False(verifier.Verify(proof, vector.Inputs, vector.Include, other));
        for (int row = 0; row < vector.Inputs.Length; row += 7)
        {
            Fr[][] inputs = [.. vector.Inputs.Select(inputs => inputs.ToArray())];
            inputs[row][row % inputs[row].Length] += Fr.One;
            Assert.False(verifier.Verify(proof, inputs, vector.Include, vector.Version));
        }
    }

    /// <summary>Each byte changed gives something that is no aggregate, or one that is not accepted.</summary>
    [Fact]
    public void No_changed_byte_passes()
    {
        AggregateVector vector = AggregateVector.Find("2 V2");
        AggregateVerifier verifier = Verifier();
        for (int at = 0; at < vector.Bytes.Length; at += 61)
        {
            byte[] changed = [.. vector.Bytes];
            changed[at] ^= 1;
            try
            {
                Assert.False(verifier.Verify(AggregateProof.Read(changed), vector.Inputs, vector.Include, vector.Version), $"byte {at}");
            }
            catch (FormatException error)
            {
                Assert.NotEqual("", error.Message);
            }
        }
    }

    [Theory]
    [InlineData(0, "ends too early")]
    [InlineData(1700, "has 5236 bytes, not 1700")]
    [InlineData(5235, "has 5236 bytes, not 5235")]
    [InlineData(5237, "has 5236 bytes, not 5237")]
    public void Another_length_is_none(int length, string message)
    {
        byte[] bytes = AggregateVector.Find("2 V2").Bytes;
        Array.Resize(ref bytes, length);
        Assert.Contains(message, Assert.Throws<FormatException>(() => AggregateProof.Read(bytes)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(255)]
    public void A_number_of_proofs_that_is_no_power_of_two_is_none(byte count)
    {
        byte[] bytes = [.. AggregateVector.Find("2 V2").Bytes];
        bytes[5 * 288 + 48] = count;
        Assert.Contains($"of {count} proofs", Assert.Throws<FormatException>(() => AggregateProof.Read(bytes)).Message);
    }

    [Fact]
    public void Numbers_that_do_not_fit_are_named()
    {
        AggregateVector vector = AggregateVector.Find("2 V2");
        AggregateProof proof = AggregateProof.Read(vector.Bytes);
        Assert.Contains("of 2 proofs, not 1", Assert.Throws<ArgumentException>(() =>
            Verifier().Verify(proof, vector.Inputs[..1], vector.Include, vector.Version)).Message);
        Assert.Contains("39 public inputs, not 38", Assert.Throws<ArgumentException>(() =>
            Verifier().Verify(proof, [vector.Inputs[0], vector.Inputs[1][..38]], vector.Include, vector.Version)).Message);
        Assert.Contains("for 2 proofs, not 1", Assert.Throws<ArgumentException>(() => Aggregator.Aggregate(
            vector.Key(), vector.Proofs[..1], vector.Include, vector.Version, TestContext.Current.CancellationToken)).Message);
    }

    private static AggregateVerifier Verifier()
    {
        using FileStream file = AggregateVector.OpenKey();
        return new AggregateVerifier(VerifyingKey.Read(ProofVector.Find("2kib fixed").Key, out _), AggregationKey.ReadToVerify(file));
    }
}
