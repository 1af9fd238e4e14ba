using System.Text.Json.Nodes;

namespace LotusSeal.Operator.Host.Tests.Support;

/// <summary>An answer of the API server.</summary>
public sealed record KubeAnswer(int Code, string Text)
{
    /// <summary>The object in it; fails the test unless it is one.</summary>
    public JsonNode Taken()
    {
        Assert.True(Code is 200 or 201, $"{Code}: {Text}");
        return JsonNode.Parse(Text)!;
    }
}
