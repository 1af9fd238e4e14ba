using System.Text;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

public sealed class PreCommit1OutputJsonTests
{
    public static TheoryData<string> Registered => ["2kib", "2kib-zero", "2kib-v1", "2kib-synth", "2kib-ni", "8mib"];

    [Theory, MemberData(nameof(Registered))]
    public void The_reference_s_output_is_read_and_written_unchanged(string name)
    {
        SectorVector vector = SectorVector.Load(name);
        byte[] json = vector.Bytes("pc1-output.json");
        PreCommit1Output output = PreCommit1OutputJson.Parse(json);
        Assert.Equal(new PreCommit1Output(vector.Config, vector.RecordedCache, vector.Commitments.CommD), output);
        Assert.Equal(json, PreCommit1OutputJson.ToJson(output));
    }

    [Fact]
    public void The_ticket_is_added_with_sorted_members_and_read_back()
    {
        SectorVector vector = SectorVector.Load("2kib");
        byte[] plain = vector.Bytes("pc1-output.json"), json = PreCommit1OutputJson.AddSealRandomness(plain, vector.Ticket);
        string text = Encoding.UTF8.GetString(json);
        Assert.StartsWith("{\"_lotus_SealRandomness\":\"IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=\",\"comm_d\":[46,38,", text);
        Assert.EndsWith(",\"config\":{\"id\":\"tree-d\",\"path\":\"/data/vectors/2kib/cache\",\"rows_to_discard\":0,\"size\":127},"
            + "\"labels\":{\"StackedDrg2KiBV1\":{\"_h\":null,\"labels\":[{\"id\":\"layer-1\",\"path\":\"/data/vectors/2kib/cache\",\"rows_to_discard\":0,\"size\":64},"
            + "{\"id\":\"layer-2\",\"path\":\"/data/vectors/2kib/cache\",\"rows_to_discard\":0,\"size\":64}]}},\"registered_proof\":\"StackedDrg2KiBV1_1\"}", text);
        Assert.Equal(vector.Ticket, PreCommit1OutputJson.ReadSealRandomness(json));
        Assert.Null(PreCommit1OutputJson.ReadSealRandomness(plain));
        Assert.Equal(json, PreCommit1OutputJson.AddSealRandomness(json, vector.Ticket));
        Assert.Equal(PreCommit1OutputJson.Parse(plain), PreCommit1OutputJson.Parse(json));
    }

    [Theory]
    [InlineData("{}", "lacks registered_proof")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{\"registered_proof\":7}", "registered_proof is not a string")]
    [InlineData("{\"registered_proof\":\"StackedDrg2KiBV1_1\"}", "lacks labels")]
    [InlineData("{\"registered_proof\":\"StackedDrg2KiBV1_1\",\"labels\":{}}", "lacks labels.StackedDrg2KiBV1")]
    [InlineData("{\"registered_proof\":\"StackedDrg2KiBV1_1\",\"labels\":{\"StackedDrg2KiBV1\":{\"labels\":[]}}}",
        "labels.StackedDrg2KiBV1.labels is not an array of 2")]
    [InlineData("{\"registered_proof\":\"StackedDrg2KiBV1_1\",\"labels\":{\"StackedDrg2KiBV1\":{\"labels\":[{\"id\":\"x\"},{}]}}}",
        "labels[0].id is not \"layer-1\"")]
    public void A_broken_output_is_refused_with_the_member_s_name(string json, string message) =>
        Assert.Contains(message, Assert.Throws<SealingException>(() => PreCommit1OutputJson.Parse(Encoding.UTF8.GetBytes(json))).Message);

    [Theory]
    [InlineData("\"comm_d\":[46,", "\"comm_d\":[460,", "comm_d is not an array of 32 bytes")]
    [InlineData("\"comm_d\":[46,", "\"comm_d\":[", "comm_d is not an array of 32 bytes")]
    [InlineData("\"size\":127", "\"size\":128", "config.size is not 127")]
    [InlineData("\"path\":\"/data/vectors/2kib/cache\",\"id\":\"tree-d\"", "\"id\":\"tree-d\"", "lacks config.path")]
    public void A_changed_output_is_refused_with_the_member_s_name(string from, string to, string message)
    {
        string json = Encoding.UTF8.GetString(SectorVector.Load("2kib").Bytes("pc1-output.json"));
        Assert.Contains(message, Assert.Throws<SealingException>(() =>
            PreCommit1OutputJson.Parse(Encoding.UTF8.GetBytes(json.Replace(from, to)))).Message);
    }

    [Fact]
    public void A_huge_output_is_refused_unread() =>
        Assert.Contains("at most", Assert.Throws<SealingException>(() =>
            PreCommit1OutputJson.Parse(new byte[PreCommit1OutputJson.MaxSize + 1])).Message);

    [Fact]
    public void A_ticket_of_another_length_is_refused() =>
        Assert.Contains("_lotus_SealRandomness", Assert.Throws<SealingException>(() =>
            PreCommit1OutputJson.ReadSealRandomness("{\"_lotus_SealRandomness\":\"AAA=\"}"u8.ToArray())).Message);
}
