using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Proving.Tests.Support;

namespace LotusSeal.Proving.Tests.Circuits;

/// <summary>Sizes and public inputs of the circuits of proofs of spacetime.</summary>
public sealed class PostCircuitTests
{
    [Theory]
    [InlineData("2kib", "window-v1_1-1")]
    [InlineData("2kib", "winning")]
    [InlineData("8mib", "window-v1_1-1")]
    public void Sizes_are_those_of_the_circuits(string size, string name)
    {
        PostCase test = PostCase.Find(size, name);
        Assert.Equal(Assignment.Of(test.Partitions[0]).Size, PostCircuit.SizeOf(test.Type));
    }

    [Theory]
    [InlineData(RegisteredPoStProof.StackedDrgWindow2KiBV1_1, 11_501_496, 3_076)]
    [InlineData(RegisteredPoStProof.StackedDrgWinning2KiBV1, 47_299_128, 13_636)]
    [InlineData(RegisteredPoStProof.StackedDrgWindow8MiBV1, 30_859_704, 3_076)]
    [InlineData(RegisteredPoStProof.StackedDrgWindow512MiBV1_1, 45_257_400, 3_076)]
    [InlineData(RegisteredPoStProof.StackedDrgWinning512MiBV1, 165_299_640, 13_636)]
    [InlineData(RegisteredPoStProof.StackedDrgWindow32GiBV1_1, 60_780_374_232, 2_481_508)]
    [InlineData(RegisteredPoStProof.StackedDrgWinning32GiBV1, 192_050_232, 13_636)]
    [InlineData(RegisteredPoStProof.StackedDrgWindow64GiBV1_1, 62_556_733_560, 2_429_764)]
    [InlineData(RegisteredPoStProof.StackedDrgWinning64GiBV1, 200_014_584, 13_636)]
    public void Files_have_the_length_of_the_network(RegisteredPoStProof proof, long parameters, long key)
    {
        CircuitSize size = PostCircuit.SizeOf(proof);
        Assert.Equal((parameters, key), (size.ParametersLength, size.KeyLength));
        Assert.Equal(parameters, ProofNeeds.OfPost(proof).ParametersLength);
    }

    [Theory]
    [InlineData("2kib")]
    [InlineData("8mib")]
    public void Public_inputs_of_partitions_are_those_of_the_reference(string size)
    {
        foreach (PostCase test in PostCase.Names(size).Select(name => PostCase.Find(size, name)))
        {
            int each = test.IsWinning ? 1 : PostCase.WindowSectors, position = 0;
            foreach ((ReplicaClaim[] part, JsonElement expected) in test.Claims.Chunk(each).Zip(test.Json.GetProperty("partitions").EnumerateArray()))
            {
                Fr[] inputs = PostCircuit.PublicInputs(test.Type, test.Randomness, part, position);
                position += part.Length;
                Assert.Equal(expected.GetProperty("inputs_sha256").GetString(), Digests.Of([Fr.One, .. inputs]));
            }
        }
    }

    [Fact]
    public void Public_inputs_of_full_partitions_of_large_sectors_are_those_of_the_reference()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("post-challenges.json")));
        foreach (JsonElement list in document.RootElement.GetProperty("public_inputs").EnumerateArray())
        {
            RegisteredPoStProof proof = TypeOf(list);
            Digest randomness = Digest.FromHex(list.GetProperty("randomness").GetString()!);
            ReplicaClaim[] claims = [.. NumbersOf(list.GetProperty("sectors_in")).Select(number => new ReplicaClaim(number, CommROf(number)))];
            int each = PostCircuit.ShapeOf(proof).Sectors;
            foreach (JsonElement part in list.GetProperty("partitions").EnumerateArray())
            {
                int position = part.GetProperty("k").GetInt32() * each;
                Fr[] inputs = PostCircuit.PublicInputs(proof, randomness, [.. claims.Skip(position).Take(each)], position);
                Assert.Equal(part.GetProperty("count_with_one").GetInt32(), 1 + inputs.Length);
                Assert.Equal(part.GetProperty("sha256").GetString(), Digests.Of([Fr.One, .. inputs]));
            }
        }
    }

    private static RegisteredPoStProof TypeOf(JsonElement list)
    {
        ulong size = list.GetProperty("sector_size").GetUInt64();
        bool winning = list.GetProperty("type").GetString() == "winning", first = list.GetProperty("api_version").GetString() == "1.0.0";
        return Enum.GetValues<RegisteredPoStProof>().Single(proof => proof.SectorShape().SectorSize == size && proof.IsWinning() == winning
            && (winning || proof.CountsPositions() == first));
    }

    private static IEnumerable<ulong> NumbersOf(JsonElement sectors)
    {
        if (sectors.ValueKind == JsonValueKind.Array) return [.. sectors.EnumerateArray().Select(number => number.GetUInt64())];
        (ulong first, ulong step) = (sectors.GetProperty("first").GetUInt64(), sectors.GetProperty("step").GetUInt64());
        return Enumerable.Range(0, sectors.GetProperty("count").GetInt32()).Select(i => first + step * (ulong)i);
    }

    /// <summary>A commitment by the rule of the vectors.</summary>
    private static CommR CommROf(ulong sector)
    {
        byte[] message = [.. Encoding.ASCII.GetBytes("post-comm-r-shared"), .. new byte[sizeof(ulong)]];
        BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(message.Length - sizeof(ulong)), sector);
        byte[] hash = SHA256.HashData(message);
        hash[^1] &= 0x3f;
        return new CommR(new Digest(hash));
    }
}
