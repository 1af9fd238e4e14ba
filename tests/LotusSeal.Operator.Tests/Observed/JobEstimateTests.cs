using System.Text.Json.Nodes;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Tests.Observed;

/// <summary>What a worker tells of the ends of its jobs.</summary>
public sealed class JobEstimateTests
{
    private const string Call = "1000-9-76081ba0-61bd-45a5-bc08-af05f1c26e5d";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_answer_of_a_worker()
    {
        JsonNode? answer = JsonNode.Parse($$"""{"Worker":"w","Jobs":[{"Call":"{{Call}}","EtaSeconds":90.5},{"Call":"{{Call}}","EtaSeconds":null}]}""");
        CallId call = new(new SectorId(1000, 9), Guid.Parse("76081ba0-61bd-45a5-bc08-af05f1c26e5d"));
        Assert.Equal([new JobEstimate(call, Now.AddSeconds(90.5))], JobEstimate.ReadAll(answer, Now));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"Jobs":7}""")]
    [InlineData("""{"Jobs":[7,{"Call":7,"EtaSeconds":1},{"Call":"x","EtaSeconds":1},{"Call":"1-2-3","EtaSeconds":1}]}""")]
    [InlineData($$"""{"Jobs":[{"Call":"{{Call}}","EtaSeconds":-1},{"Call":"{{Call}}","EtaSeconds":1e30},{"Call":"{{Call}}","EtaSeconds":"1"}]}""")]
    public void What_makes_no_sense_is_no_estimate(string answer) => Assert.Empty(JobEstimate.ReadAll(JsonNode.Parse(answer), Now));
}
