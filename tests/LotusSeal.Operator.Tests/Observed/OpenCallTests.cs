using System.Text.Json.Nodes;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Tests.Observed;

/// <summary>What a worker tells of its calls.</summary>
public sealed class OpenCallTests
{
    private const string Call = "1000-9-76081ba0-61bd-45a5-bc08-af05f1c26e5d";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("90.5", 90.5)]
    [InlineData("null", null)]
    [InlineData("-1", null)]
    [InlineData("1e30", null)]
    [InlineData("\"1\"", null)]
    public void The_answer_of_a_worker(string left, double? seconds)
    {
        JsonNode? answer = JsonNode.Parse($$"""{"Worker":"w","Jobs":[{"Call":"{{Call}}","EtaSeconds":{{left}}}]}""");
        CallId call = new(new SectorId(1000, 9), Guid.Parse("76081ba0-61bd-45a5-bc08-af05f1c26e5d"));
        Assert.Equal([new OpenCall(call, seconds is { } wait ? Now.AddSeconds(wait) : null)], OpenCall.ReadAll(answer, Now)!);
    }

    [Theory]
    [InlineData("\"layer 3/11\"", "3", "12", "layer 3/11", 0.25)]
    [InlineData("\"\"", "0", "0", null, null)]
    [InlineData("null", "13", "12", null, 1.0)]
    [InlineData("7", "-1", "12", null, null)]
    [InlineData("[]", "\"1\"", "12", null, null)]
    public void How_far_a_call_is(string step, string done, string total, string? says, double? fraction)
    {
        JsonNode? answer = JsonNode.Parse($$"""{"Jobs":[{"Call":"{{Call}}","Step":{{step}},"Done":{{done}},"Total":{{total}}}]}""");
        OpenCall call = Assert.Single(OpenCall.ReadAll(answer, Now)!);
        Assert.Equal((says, fraction), (call.Step, call.Done));
    }

    [Fact]
    public void No_call_is_an_answer_too() => Assert.Empty(OpenCall.ReadAll(JsonNode.Parse("""{"Jobs":[]}"""), Now)!);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"Jobs":7}""")]
    [InlineData("""{"Jobs":[7]}""")]
    [InlineData("""{"Jobs":[{"Call":7}]}""")]
    [InlineData($$"""{"Jobs":[{"Call":"{{Call}}"},{"Call":"1-2-3"}]}""")]
    public void Half_a_list_is_none(string answer) => Assert.Null(OpenCall.ReadAll(JsonNode.Parse(answer), Now));
}
