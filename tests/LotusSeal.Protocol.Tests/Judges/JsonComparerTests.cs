using System.Text.Json;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

public sealed class JsonComparerTests
{
    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("{\"a\":1,\"b\":null}", "{\"b\":null,\"a\":1}")]
    [InlineData("[1,2,\"x\"]", "[1,2,\"x\"]")]
    [InlineData("\"a<b\"", "\"a\\u003cb\"")]
    public void Equal_values_have_no_difference(string expected, string actual) => Assert.Empty(Compare(expected, actual));

    [Theory]
    [InlineData("{\"a\":null}", "{\"a\":[]}", "/a")]
    [InlineData("{\"a\":[]}", "{\"a\":null}", "/a")]
    [InlineData("{\"a\":1}", "{\"a\":\"1\"}", "/a")]
    [InlineData("{\"a\":1}", "{\"a\":1.0}", "/a")]
    [InlineData("{\"a\":true}", "{\"a\":false}", "/a")]
    [InlineData("{\"a\":1}", "{}", "/a")]
    [InlineData("{}", "{\"a\":null}", "/a")]
    [InlineData("{\"A\":1}", "{\"A\":1,\"a\":1}", "/a")]
    [InlineData("[1,2]", "[2,1]", "/0")]
    [InlineData("[[1]]", "[[1,1]]", "/0")]
    [InlineData("\"\"", "null", "/")]
    public void A_difference_is_found_and_placed(string expected, string actual, string place) =>
        Assert.Equal(place, Compare(expected, actual)[0].Where);

    [Fact]
    public void A_rule_loosens_one_place_only()
    {
        JsonRule[] rules = [new("a/*/n", Treatment.Integer), new("m", Treatment.Ignored), new("k", Treatment.SameKind)];
        Assert.Empty(Compare("{\"a\":[{\"n\":1}],\"m\":1,\"k\":\"x\"}", "{\"a\":[{\"n\":9}],\"k\":\"y\"}", rules));
        Assert.Single(Compare("{\"a\":[{\"n\":1}]}", "{\"a\":[{\"n\":1.5}]}", rules));
        Assert.Single(Compare("{\"k\":\"x\"}", "{\"k\":null}", rules));
        Assert.Single(Compare("{\"b\":1}", "{\"b\":2}", rules));
    }

    [Fact]
    public void A_name_with_a_slash_is_written_with_an_escape()
    {
        JsonRule[] rules = [new("a~1b", Treatment.Ignored)];
        Assert.Empty(Compare("{\"a/b\":1}", "{}", rules));
        Assert.Single(Compare("{\"a\":{\"b\":1}}", "{\"a\":{}}", rules));
    }

    [Fact]
    public void Fewer_members_are_allowed_only_where_a_rule_says_so()
    {
        JsonRule[] rules = [new("set", Treatment.FewerMembers)];
        Assert.Empty(Compare("{\"set\":{\"a\":{},\"b\":{}}}", "{\"set\":{\"a\":{}}}", rules));
        Assert.Single(Compare("{\"set\":{\"a\":{}}}", "{\"set\":{\"c\":{}}}", rules), difference => difference.Where == "/set/c");
    }

    [Fact]
    public void Names_are_compared_through_their_aliases()
    {
        Aliases left = new(), right = new();
        left.Add("127.0.0.1:1", "<miner>");
        right.Add("127.0.0.1:2", "<miner>");
        JsonElement expected = JsonDocument.Parse("[\"http://127.0.0.1:1/remote\",\"0b9ca20d-39e6-4754-b10d-3e8ff245e049\"]").RootElement;
        JsonElement actual = JsonDocument.Parse("[\"http://127.0.0.1:2/remote\",\"1a0e54e6-c8ca-452d-bfa6-bf5fcfa20983\"]").RootElement;
        Assert.Empty(JsonComparer.Compare(expected, actual, [], left, right));
        JsonElement zero = JsonDocument.Parse("[\"http://127.0.0.1:2/remote\",\"00000000-0000-0000-0000-000000000000\"]").RootElement;
        Assert.Single(JsonComparer.Compare(expected, zero, [], left, right));
    }

    private static IReadOnlyList<Difference> Compare(string expected, string actual, params JsonRule[] rules) =>
        JsonComparer.Compare(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(actual).RootElement, rules);
}
