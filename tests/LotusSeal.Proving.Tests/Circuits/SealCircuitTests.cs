using System.Buffers.Binary;
using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;

namespace LotusSeal.Proving.Tests.Circuits;

/// <summary>Names and public inputs of the circuits of proofs of replication.</summary>
public sealed class SealCircuitTests
{
    [Theory]
    [InlineData(2UL << 10, "032d3138d22506ec0082ed72b2dcba18df18477904e35bafee82b3793b06832f")]
    [InlineData(4UL << 10, "71fadf776fff80d5977d027cdf5b4af941c75de6aafee6530ff15997f7173b9b")]
    [InlineData(16UL << 10, "5d6414be6742cfc2d41b04c9f12eacd8f78775cf01c1f5cdcf5b370808fe5b74")]
    [InlineData(32UL << 10, "2a21b24b412f71b8441648d2cd849229afd278d96964baf1a0f2712f4afbadfd")]
    [InlineData(8UL << 20, "ecd683648512ab1765faa2a5f14bab48f676e633467f0aa8aad4b55dcb0652bb")]
    [InlineData(16UL << 20, "86c715b389cbfdcb1c84b73e4bf276474652288a6aefcaa9f9600c21b0cff44e")]
    [InlineData(512UL << 20, "6babf46ce344ae495d558e7770a585b2382d54f225af8ed0397b8be7c3fcd472")]
    [InlineData(1UL << 30, "002b03e3cbccd5d23c5f673a39ec4127ae31a1820be2faa32f72fdc75cf262c2")]
    [InlineData(32UL << 30, "82a357d2f2ca81dc61bb45f4a762807aedee1b0a53fd6c4e77b46a01bfef7820")]
    [InlineData(64UL << 30, "96f1b4a04c5c51e4759bbf224bbc2ef5a42c7100f16ec0637123f16a845ddfb2")]
    public void Its_files_have_the_published_name(ulong sectorSize, string id) => Assert.EndsWith(
        $"-sha256_hasher-{id}", SealCircuit.FileName(PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0)), StringComparison.Ordinal);

    /// <summary>A circuit without a sector has the constraints of any other, and its size is known beforehand (porep.md 8.6).</summary>
    [Theory]
    [InlineData(2UL << 10, 1_114_707_768, "55243c3d8800ddf0ccd7e8f75dbab05392ef83f1bdc098bb27c294766781cfeb", false)]
    [InlineData(4UL << 10, 1_142_600_952, "cb7e5976985eeeb8e301c536b899196176e3009e474e498c41f79ca8a60ac7d6", true)]
    [InlineData(16UL << 10, 1_193_287_800, "4134dc886c77b3ecca4b80666a03ed6ce459cbb97042795b18645bd38ae10e0d", true)]
    [InlineData(32UL << 10, 1_221_180_984, "1be12fdb08314344c83392bc25a131d70c7f58883807640e90c804627c805324", true)]
    [InlineData(8UL << 20, 1_429_027_896, "09f7e69e099b2a795279c3f2d110bb40eca93cf6a98f8f2222c0da5ae178b62b", true)]
    [InlineData(16UL << 20, 1_456_921_080, "62b07a49dffc1050085951f2f52add1907199ae10e1d7203b46c78055f75197d", true)]
    [InlineData(512UL << 20, 1_988_841_144, "695e8084e10c7e2d41a731b431aeaab2630ed8aeed17c63af4f82c22de0edcb8", true)]
    [InlineData(1UL << 30, 2_016_734_328, "ef1d54896feb6459fbab687a665d4ebe6315fa42b62f7684e7c7c3b0b729ec88", true)]
    public void A_blank_circuit_is_that_of_the_reference(ulong sectorSize, long parameters, string shape, bool isLong)
    {
        if (isLong) LongTests.Need();
        PoRepConfig config = PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0);
        using ShapeDigest digest = new();
        ConstraintSystem system = new(digest);
        SealPartition.Blank(config).Synthesize(system);
        CircuitSize size = SealCircuit.SizeOf(config);
        Assert.Equal((size.Constraints, size.Inputs, size.Aux), (system.Constraints, system.Inputs.Count, system.Aux.Count));
        Assert.Equal(parameters, size.ParametersLength);
        Assert.Equal(shape, Convert.ToHexStringLower(digest.Finish(system)));
    }

    /// <summary>Lengths of files that are too large to make here (porep.md 8.6).</summary>
    [Theory]
    [InlineData(32UL << 30, 47_373_928_632, 32_356)]
    [InlineData(64UL << 30, 47_624_967_288, 32_356)]
    public void Files_have_the_published_length(ulong sectorSize, long parameters, long key)
    {
        CircuitSize size = SealCircuit.SizeOf(PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0));
        Assert.Equal((parameters, key), (size.ParametersLength, size.KeyLength));
    }

    /// <summary>The inputs of proofs that the reference made of sectors of 2 KiB.</summary>
    [Theory]
    [InlineData("2kib fixed")]
    [InlineData("2kib-zero fixed")]
    public void Public_inputs_are_those_of_the_reference(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("groth16", "proofs.json")));
        Fr[] expected = [.. document.RootElement.EnumerateArray().Single(one => one.GetProperty("name").GetString() == name)
            .GetProperty("partitions")[0].GetProperty("inputs").EnumerateArray().Select(input => Fr.Read(Convert.FromHexString(input.GetString()!)))];
        PoRepConfig config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);
        Assert.Equal(expected.Length, SealCircuit.InputCount(config));
        Assert.Equal(expected, Again(config, expected));
    }

    /// <summary>Ten partitions of a real sector of 32 GiB, with the graph of the first version.</summary>
    [Fact]
    public void Public_inputs_are_those_of_a_real_sector()
    {
        byte[] file = File.ReadAllBytes(Repository.SharedOrSkip("vectors", "third-party", "fil-blst-seal32_x10.prf"));
        PoRepConfig config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg32GiBV1);
        VerifyingKey.Read(file.AsSpan(16), out int keyLength);
        int inputCount = SealCircuit.InputCount(config), step = 192 + inputCount * Fr.Size;
        Assert.Equal((ulong)inputCount, BinaryPrimitives.ReadUInt64BigEndian(file.AsSpan(8)));
        for (int partition = 0; partition < config.Partitions; partition++)
        {
            Fr[] expected = [.. Enumerable.Range(0, inputCount).Select(i =>
                Fr.Read([.. file.AsSpan(16 + keyLength + partition * step + 192 + i * Fr.Size, Fr.Size).ToArray().Reverse()]))];
            Assert.Equal(expected, Again(config, expected));
        }
    }

    /// <summary>The inputs that follow from the sector and the challenges which the inputs name.</summary>
    private static Fr[] Again(PoRepConfig config, Fr[] inputs)
    {
        uint[] challenges = [.. Enumerable.Range(0, config.ChallengesPerPartition)
            .Select(i => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(inputs[3 + 18 * i])))];
        return SealCircuit.PublicInputs(
            config, new Digest(Bytes(inputs[0])), new CommD(new Digest(Bytes(inputs[1]))), new CommR(new Digest(Bytes(inputs[2]))), challenges);
    }

    private static byte[] Bytes(Fr value)
    {
        byte[] bytes = new byte[Fr.Size];
        value.Write(bytes);
        return bytes;
    }
}
