using System.Text.Json.Nodes;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Tests.Validation;

/// <summary>What counts as another object than the one that is wanted.</summary>
public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"a":{}}""", """{}""", false)]
    [InlineData("""{"a":1}""", """{"a":2}""", true)]
    [InlineData("""{"a":1}""", """{}""", true)]
    [InlineData("""{"selector":{"x":"1"}}""", """{"selector":{"x":"1","y":"2"}}""", true)]
    [InlineData("""{"podSelector":{"matchLabels":{"x":"1"}}}""", """{"podSelector":{"matchLabels":{"x":"1","y":"2"}}}""", true)]
    [InlineData("""{"selector":{"matchLabels":{"x":"1"}}}""", """{"selector":{"matchLabels":{"x":"1"},"matchExpressions":[{"key":"y"}]}}""", true)]
    [InlineData("""{"selector":{"x":"1"}}""", """{"selector":{"x":"1","y":{}}}""", false)]
    [InlineData("""{"list":[{"a":1}]}""", """{"list":[{"a":1,"b":2}]}""", true)]
    [InlineData("""{"list":[{"a":1}]}""", """{"list":[{"a":1},{"a":2}]}""", true)]
    public void What_is_beside_it_counts_in_selectors_and_lists(string wanted, string there, bool isAnother) =>
        Assert.Equal(isAnother, JsonDifference.FirstDifference(JsonNode.Parse(wanted), JsonNode.Parse(there)) is not null);
}
