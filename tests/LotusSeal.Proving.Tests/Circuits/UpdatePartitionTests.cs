using System.Text.Json;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Tests.Circuits;

/// <summary>Updates of the reference: constraints, public inputs and witness are its own.</summary>
public sealed class UpdatePartitionTests
{
    [Fact]
    public void Constraints_inputs_and_witness_are_those_of_the_reference()
    {
        JsonElement expected = UpdateCase.Small.GetProperty("circuit");
        using ShapeDigest digest = new();
        ConstraintSystem system = new(digest);
        UpdateCase.SmallPartition.Synthesize(system);
        Assert.Equal(expected.GetProperty("constraints").GetInt32(), system.Constraints);
        Assert.Equal(expected.GetProperty("aux").GetInt32(), system.Aux.Count);
        Fr[] inputs = [.. expected.GetProperty("inputs_hex").EnumerateArray().Select(input => Fr.Read(Convert.FromHexString(input.GetString()!)))];
        Assert.Equal(inputs, system.Inputs);
        Assert.Equal(inputs[1..], UpdateCircuit.PublicInputs(UpdateRules.For(UpdateCase.SmallConfig), UpdateCase.SmallStatement, 0));
        Assert.Equal(expected.GetProperty("aux_sha256").GetString(), Digests.Of(system.Aux));
        Assert.Equal(expected.GetProperty("digest").GetString(), Convert.ToHexStringLower(digest.Finish(system)));
    }

    [Fact]
    public void Its_rows_hold_and_are_those_of_their_terms()
    {
        Assignment assignment = Assignment.Of(UpdateCase.SmallPartition);
        JsonElement expected = UpdateCase.Small.GetProperty("circuit");
        Assert.Equal(expected.GetProperty("a_aux_density").GetInt32(), assignment.AuxInA.Count);
        Assert.Equal(expected.GetProperty("b_aux_density").GetInt32(), assignment.AuxInB.Count);
        TermRows.AssertSame(UpdateCase.SmallPartition, assignment);
    }

    /// <summary>Of 8 MiB there are four partitions: their bits, choices of factors that differ, and longer paths enter the witness.</summary>
    [Fact]
    public async Task Witnesses_of_an_update_in_several_partitions_are_those_of_the_reference()
    {
        LongTests.Need();
        using LargeUpdate update = new();
        byte[][] proofs = await update.ProveAsync(TestContext.Current.CancellationToken);
        UpdateStatement statement = UpdateCase.StatementOf(UpdateCase.Large);
        UpdateRules rules = UpdateRules.For(LargeUpdate.Config);
        string[] expected = [.. UpdateCase.Large.GetProperty("aux_sha256").EnumerateArray().Select(digest => digest.GetString()!)];
        Assert.NotEmpty(expected);
        for (int partition = 0; partition < expected.Length; partition++)
        {
            ConstraintSystem system = new();
            new UpdatePartition(rules, statement, partition, UpdateProofFormat.Read(LargeUpdate.Config, proofs[partition])).Synthesize(system);
            Assert.Equal(UpdateCircuit.PublicInputs(rules, statement, partition), system.Inputs.Skip(1));
            Assert.Equal(expected[partition], Digests.Of(system.Aux));
        }
    }

    /// <summary>Constraint systems of the reference without a witness (porep.md 10.3).</summary>
    [Theory]
    [InlineData(4UL << 10, 2165109, 2163189, "ce535246a6aad2e321176a935280e94491d7b19209237c5ca0d8ff6fd5415eb0")]
    [InlineData(16UL << 10, 6300021, 6293944, "deef15db7ac29102957860c9a371f65ac4db0fd89d1c1ebf1ddd652ce7ef15b0")]
    [InlineData(32UL << 10, 6760091, 6753564, "15c188ae8c6104f7681f9e61b3898b12e9f8a5c95399c754e9e3379234cb9708")]
    [InlineData(8UL << 20, 10007503, 9998039, "bfdb4c4342220e31ca0497f133f1cc753af92d701eebca1952f68b32d3a41d3e")]
    [InlineData(16UL << 20, 10467573, 10457659, "3589e76755336d4481fdc841a2611428510c6eee01740b62be948faad6a2a286")]
    public void Constraints_of_every_shape_are_those_of_the_reference(ulong sectorSize, int constraints, int aux, string expected)
    {
        LongTests.Need();
        using ShapeDigest digest = new();
        ConstraintSystem system = new(digest);
        UpdatePartition.Blank(PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0)).Synthesize(system);
        Assert.Equal((constraints, aux), (system.Constraints, system.Aux.Count));
        Assert.Equal(expected, Convert.ToHexStringLower(digest.Finish(system)));
        CircuitSize size = UpdateCircuit.SizeOf(PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0));
        Assert.Equal((constraints, aux), (size.Constraints, size.Aux));
    }

    /// <summary>The lengths of the published files, and of those that the reference makes (porep.md 10.3).</summary>
    [Theory]
    [InlineData(2UL << 10, 655_789_464)]
    [InlineData(4UL << 10, 979_673_496)]
    [InlineData(16UL << 10, 2_477_541_240)]
    [InlineData(32UL << 10, 2_600_098_680)]
    [InlineData(8UL << 20, 4_268_165_208)]
    [InlineData(16UL << 20, 4_390_722_648)]
    [InlineData(512UL << 20, 21_741_422_712)]
    [InlineData(32UL << 30, 34_453_501_368)]
    [InlineData(64UL << 30, 35_507_495_352)]
    public void Its_files_have_their_length(ulong sectorSize, long parameters)
    {
        CircuitSize size = UpdateCircuit.SizeOf(PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0));
        Assert.Equal((parameters, 1348), (size.ParametersLength, size.KeyLength));
    }

    [Fact]
    public void A_size_that_nobody_has_counted_is_named() => Assert.Contains("1073741824 bytes", Assert.Throws<SealingException>(() =>
        UpdateCircuit.SizeOf(PoRepConfig.ForShape(1UL << 30, default, ApiVersion.V1_1_0))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(2UL << 10, "empty-sector-update-merkletree-poseidon_hasher-8-0-0-fb9e095bebdd77511c0269b967b4d87ba8b8a525edaa0e165de23ba454510194")]
    [InlineData(8UL << 20, "empty-sector-update-merkletree-poseidon_hasher-8-0-0-92180959e1918d26350b8e6cfe217bbdd0a2d8de51ebec269078b364b715ad63")]
    [InlineData(512UL << 20, "empty-sector-update-merkletree-poseidon_hasher-8-0-0-61fa69f38b9cc771ba27b670124714b4ea77fbeae05e377fb859c4a43b73a30c")]
    [InlineData(32UL << 30, "empty-sector-update-merkletree-poseidon_hasher-8-8-0-3b7f44a9362e3985369454947bc94022e118211e49fd672d52bec1cbfd599d18")]
    [InlineData(64UL << 30, "empty-sector-update-merkletree-poseidon_hasher-8-8-2-102e1444a7e9a97ebf1e3d6855dcc77e66c011ea66f936d9b2c508f87f2f83a7")]
    public void Its_files_have_the_published_name(ulong sectorSize, string name) =>
        Assert.Equal($"v28-{name}", UpdateCircuit.FileName(PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0)));
}
