using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Tests.Support;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Tests.Verification;

/// <summary>Proofs of the reference: of replication, of updates, of spacetime.</summary>
public sealed class VerifierTests
{
    public static TheoryData<string> Names => [.. ProofVector.All.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Proofs_of_the_reference_are_accepted_and_those_of_other_inputs_are_not(string name)
    {
        ProofVector vector = ProofVector.Find(name);
        Verifier verifier = vector.Verifier();
        Proof[] proofs = [.. vector.Proofs.Select(bytes => Proof.Read(bytes))];
        for (int i = 0; i < proofs.Length; i++)
        {
            Assert.True(verifier.Verify(proofs[i], vector.Inputs[i]));
            Fr[] other = [.. vector.Inputs[i]];
            other[^1] += Fr.One;
            Assert.False(verifier.Verify(proofs[i], other));
        }

        Assert.True(verifier.VerifyBatch(proofs, vector.Inputs));
    }

    [Fact]
    public void A_proof_is_written_as_it_was_read()
    {
        byte[] written = new byte[Proof.Size];
        foreach (byte[] bytes in ProofVector.All.SelectMany(vector => vector.Proofs))
        {
            Proof.Read(bytes).Write(written);
            Assert.Equal(bytes, written);
        }
    }

    /// <summary>Each changed bit gives something that is no proof, or one that is not accepted.</summary>
    [Fact]
    public void No_changed_bit_passes()
    {
        ProofVector vector = ProofVector.Find("2kib fixed");
        Verifier verifier = vector.Verifier();
        for (int bit = 0; bit < 8 * Proof.Size; bit += 5)
        {
            byte[] changed = [.. vector.Proofs[0]];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Passes(verifier, changed, vector.Inputs[0]), $"bit {bit}");
        }
    }

    [Fact]
    public void One_wrong_proof_among_many_is_found()
    {
        ProofVector[] vectors = [.. ProofVector.All.Where(vector => vector.Key.AsSpan().SequenceEqual(ProofVector.Find("2kib fixed").Key))];
        Verifier verifier = vectors[0].Verifier();
        Proof[] proofs = [.. vectors.SelectMany(vector => vector.Proofs).Select(bytes => Proof.Read(bytes))];
        Fr[][] inputs = [.. vectors.SelectMany(vector => vector.Inputs)];
        Assert.True(proofs.Length > 2);
        Assert.True(verifier.VerifyBatch(proofs, inputs));
        (inputs[0], inputs[^1]) = (inputs[^1], inputs[0]);
        Assert.False(verifier.VerifyBatch(proofs, inputs));
    }

    [Fact]
    public void Numbers_that_do_not_fit_are_told()
    {
        ProofVector vector = ProofVector.Find("2kib fixed");
        Verifier verifier = vector.Verifier();
        Proof proof = Proof.Read(vector.Proofs[0]);
        Assert.Equal(39, verifier.InputCount);
        ArgumentException error = Assert.Throws<ArgumentException>(() => verifier.Verify(proof, vector.Inputs[0].AsSpan(1)));
        Assert.Contains("39 public inputs, not 38", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => verifier.VerifyBatch([], []));
        Assert.Throws<ArgumentException>(() => verifier.VerifyBatch([proof], []));
        Assert.Throws<ArgumentException>(() => verifier.VerifyBatch([proof], [[]]));
    }

    private static bool Passes(Verifier verifier, byte[] bytes, Fr[] inputs)
    {
        try
        {
            return verifier.Verify(Proof.Read(bytes), inputs);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
