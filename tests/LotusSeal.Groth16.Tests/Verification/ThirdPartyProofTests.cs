using System.Buffers.Binary;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Tests.Verification;

/// <summary>Real proofs of 32 GiB sectors, with the keys of the network.</summary>
public sealed class ThirdPartyProofTests
{
    [Fact]
    public void Ten_partitions_of_a_real_sector_are_accepted()
    {
        byte[] file = File.ReadAllBytes(Repository.SharedOrSkip("vectors", "third-party", "fil-blst-seal32_x10.prf"));
        int count = (int)BinaryPrimitives.ReadUInt64BigEndian(file), inputCount = (int)BinaryPrimitives.ReadUInt64BigEndian(file.AsSpan(8));
        Verifier verifier = new(VerifyingKey.Read(file.AsSpan(16), out int keyLength));
        Assert.Equal((10, 327), (count, verifier.InputCount));
        Proof[] proofs = new Proof[count];
        Fr[][] inputs = new Fr[count][];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> part = file.AsSpan(16 + keyLength + i * (Proof.Size + inputCount * Fr.Size));
            proofs[i] = Proof.Read(part[..Proof.Size]);
            inputs[i] = Inputs(part[Proof.Size..], inputCount);
            Assert.True(verifier.Verify(proofs[i], inputs[i]));
            Assert.False(verifier.Verify(proofs[i] with { C = proofs[i].A }, inputs[i]));
        }

        Assert.True(verifier.VerifyBatch(proofs, inputs));
        (proofs[3], proofs[4]) = (proofs[4], proofs[3]);
        Assert.False(verifier.VerifyBatch(proofs, inputs));
    }

    [Fact]
    public void A_real_winning_proof_is_accepted()
    {
        byte[] file = File.ReadAllBytes(Repository.SharedOrSkip("vectors", "third-party", "fil-blst-winning32.prf"));
        int count = (int)BinaryPrimitives.ReadUInt64BigEndian(file.AsSpan(Proof.Size));
        ReadOnlySpan<byte> rest = file.AsSpan(Proof.Size + 8);
        Fr[] inputs = Inputs(rest, count);
        Verifier verifier = new(VerifyingKey.Read(rest[(count * Fr.Size)..], out _));
        Proof proof = Proof.Read(file.AsSpan(0, Proof.Size));
        Assert.True(verifier.Verify(proof, inputs));
        inputs[1] += Fr.One;
        Assert.False(verifier.Verify(proof, inputs));
    }

    /// <summary>Big-endian in these files.</summary>
    private static Fr[] Inputs(ReadOnlySpan<byte> bytes, int count)
    {
        Fr[] inputs = new Fr[count];
        for (int i = 0; i < count; i++)
        {
            byte[] input = bytes.Slice(i * Fr.Size, Fr.Size).ToArray();
            Array.Reverse(input);
            inputs[i] = Fr.Read(input);
        }

        return inputs;
    }
}
