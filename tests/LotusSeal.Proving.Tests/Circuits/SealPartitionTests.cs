using System.Text.Json;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Tests.Circuits;

/// <summary>Partitions of sectors of the reference: constraints, public inputs and witness are its own.</summary>
public sealed class SealPartitionTests
{
    /// <summary>Three shapes are looked at in every run.</summary>
    [Theory]
    [InlineData("2kib", false)]
    [InlineData("2kib-zero", true)]
    [InlineData("2kib-v1", true)]
    [InlineData("2kib-synth", true)]
    [InlineData("2kib-ni", true)]
    [InlineData("4kib", true)]
    [InlineData("16kib", true)]
    [InlineData("32kib", false)]
    [InlineData("8mib", false)]
    public void Constraints_inputs_and_witness_are_those_of_the_reference(string vector, bool isLong)
    {
        if (isLong) LongTests.Need();
        Expected(vector).AssertSynthesis(Partition(vector));
    }

    /// <summary>The values of all rows; and, where long tests are wanted, the quotient that a prover makes of them.</summary>
    [Fact]
    public void Rows_hold_and_their_quotient_is_that_of_the_reference()
    {
        // Half a minute of two processors.
        Expected("2kib").AssertRows(Assignment.Of(Partition("2kib")), quotient: LongTests.AreWanted);
    }

    /// <summary>Prover and parameters take the same circuit, one without and one with terms; this shape has levels of every arity.</summary>
    [Fact]
    public void Rows_are_those_of_their_terms()
    {
        SealPartition partition = Partition("32kib");
        TermRows.AssertSame(partition, Assignment.Of(partition));
    }

    private static ExpectedCircuit Expected(string vector)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("groth16", "circuits.json")));
        return new ExpectedCircuit(document.RootElement.GetProperty(vector)[0].Clone());
    }

    private static SealPartition Partition(string vector)
    {
        PoRepConfig config = Config(vector);
        string file = config.RegisteredProof is null ? "c1-inner.json" : "c1-output.json";
        return SealPartition.Of(Commit1OutputJson.Parse(config, File.ReadAllBytes(Repository.Vector(vector, file))))[0];
    }

    private static PoRepConfig Config(string vector)
    {
        Digest id = new([.. Enumerable.Repeat((byte)63, Digest.Size)]);
        return vector switch
        {
            "2kib-v1" => PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1),
            "2kib-synth" => PoRepConfig.ForProof((RegisteredSealProof)10),
            "2kib-ni" => PoRepConfig.ForProof((RegisteredSealProof)15),
            "4kib" => PoRepConfig.ForShape(4 << 10, id, ApiVersion.V1_1_0),
            "16kib" => PoRepConfig.ForShape(16 << 10, id, ApiVersion.V1_1_0),
            "32kib" => PoRepConfig.ForShape(32 << 10, id, ApiVersion.V1_1_0),
            "8mib" => PoRepConfig.ForProof(RegisteredSealProof.StackedDrg8MiBV1_1),
            _ => PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1),
        };
    }
}
