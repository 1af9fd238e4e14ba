using System.Text.Json;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Tests.Support;

namespace LotusSeal.Proving.Tests.Circuits;

/// <summary>Proofs of spacetime of the reference: constraints, public inputs, witness, rows and quotient are its own.</summary>
public sealed class PostPartitionTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string size in (string[])["2kib", "4kib", "16kib", "32kib", "8mib"])
            {
                foreach (string name in PostCase.Names(size)) cases.Add(size, name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Constraints_inputs_and_witness_are_those_of_the_reference(string size, string name)
    {
        PostCase test = PostCase.Find(size, name);
        foreach ((PostPartition partition, JsonElement expected) in test.Partitions.Zip(test.Json.GetProperty("partitions").EnumerateArray()))
        {
            new ExpectedCircuit(expected).AssertSynthesis(partition);
        }
    }

    [Theory]
    [InlineData("2kib", "window-v1_1-3")]
    [InlineData("32kib", "window-v1-3")]
    public void Rows_and_quotient_are_those_of_the_reference(string size, string name)
    {
        PostCase test = PostCase.Find(size, name);
        foreach ((PostPartition partition, JsonElement expected) in test.Partitions.Zip(test.Json.GetProperty("partitions").EnumerateArray()))
        {
            Assignment assignment = Assignment.Of(partition);
            new ExpectedCircuit(expected).AssertRows(assignment, quotient: true);
        }
    }

    [Theory]
    [InlineData("4kib")]
    [InlineData("32kib")]
    public void Rows_are_those_of_their_terms(string size)
    {
        PostPartition partition = PostCase.Find(size, PostCase.Names(size).First()).Partitions[0];
        TermRows.AssertSame(partition, Assignment.Of(partition));
    }

    [Theory]
    [InlineData(2UL << 10, 10, 2, "0170db1f394b35d995252228ee359194b13199d259380541dc529fb0099096b0")]
    [InlineData(2UL << 10, 1, 66, "3ea05428c9d11689f23529cde32fd30aabd50f7d2c93657c1d3650bca3e8ea9e")]
    [InlineData(32UL << 30, 10, 2349, "0377ded656c6f524f1618760bffe4e0a1c51d5a70c4509eedae8a27555733edc")]
    [InlineData(64UL << 30, 10, 2300, "2627e4006b67f99cef990c0a47d5426cb7ab0a0ad58fc1061547bf2d28b09def")]
    public void Its_files_have_the_published_name(ulong sectorSize, int challenges, int sectors, string id) => Assert.EndsWith(
        $"-{id}", PostCircuit.FileName(PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0), challenges, sectors), StringComparison.Ordinal);
}
