using System.Text;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Tests.Parameters;

public sealed class ParameterManifestTests
{
    // Entries of the published lists.
    private const string Published = """
        {
          "v28-proof-of-spacetime-fallback-merkletree-poseidon_hasher-8-0-0-3f4d9ccc.params": {"cid":"QmVxjFRyhmyQaZEtCh7nk2abc7LhFkzhnRX4rcHqCCpikR","digest":"7610b9f82bfc88405b7a832b651ce2f6","sector_size":2048},
          "v28-proof-of-spacetime-fallback-merkletree-poseidon_hasher-8-0-0-3f4d9ccc.vk": {"cid":"QmcS5JZs8X3TdtkEBpHAdUYjdNDqcL7fWQFtQz69mpnu2X","digest":"0e0958009936b9d5e515ec97b8cb792d","sector_size":2048},
          "v28-fil-inner-product-v1.srs": {"cid":"Qmdq44DjcQnFfU3PJcdX7J49GCqcUYszr1TxMbHtAkvQ3g","digest":"ae20310138f5ba81451d723f858e3797","sector_size":0}
        }
        """;

    [Fact]
    public void Keys_and_srs_are_taken_for_every_size_and_params_for_their_own()
    {
        IReadOnlyList<ParameterFile> files = Parse(Published);
        Assert.Equal(3, ParameterManifest.Select(files, 2048).Count);
        Assert.Equal(["v28-fil-inner-product-v1.srs", "v28-proof-of-spacetime-fallback-merkletree-poseidon_hasher-8-0-0-3f4d9ccc.vk"],
            ParameterManifest.Select(files, 32UL << 30).Select(file => file.Name));
        Assert.Equal(new ParameterFile("v28-fil-inner-product-v1.srs", "Qmdq44DjcQnFfU3PJcdX7J49GCqcUYszr1TxMbHtAkvQ3g",
            "ae20310138f5ba81451d723f858e3797", 0), files[2]);
    }

    [Fact]
    public void Manifests_may_repeat_a_file_but_not_contradict_each_other()
    {
        ParameterFile file = Parse(Published)[2];
        Assert.Single(ParameterManifest.Select([file, file], 2048));
        Assert.Contains("disagree about v28-fil-inner-product-v1.srs",
            Assert.Throws<ParameterException>(() => ParameterManifest.Select([file, file with { Cid = "QmOther" }], 2048)).Message,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x.vk")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b.params")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("a\\u0000.vk")]
    [InlineData("fetch.lock")]
    [InlineData("a.params.fetching")]
    [InlineData("a b.vk")]
    [InlineData("é.vk")]
    public void A_name_that_is_no_plain_file_name_is_refused(string name) => Refused(Entry(name), "no plain name");

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{\"a.vk\":5}", "a.vk is not an object")]
    [InlineData("{\"a.vk\":{}}", "a.vk: cid is not a string")]
    [InlineData("{\"a.vk\":{\"cid\":\"Qm/../x\",\"digest\":\"\"}}", "a.vk: cid is not a CID")]
    [InlineData("{\"a.vk\":{\"cid\":\"Qm\",\"digest\":\"AE20310138F5BA81451D723F858E3797\"}}", "a.vk: digest is not 32 lower-case")]
    [InlineData("{\"a.vk\":{\"cid\":\"Qm\",\"digest\":\"ae20310138f5ba81451d723f858e3797\",\"sector_size\":-1}}", "a.vk: sector_size is not a number")]
    [InlineData("{\"a.vk\":{\"cid\":\"Qm\",\"digest\":\"ae20310138f5ba81451d723f858e3797\",\"sector_size\":18446744073709551616}}", "a.vk: sector_size is not a number")]
    [InlineData("{\"a.vk\":{},\"a.vk\":{}}", "not JSON")]
    [InlineData("{\"\\ud800\":{}}", "not JSON")]
    [InlineData("{\"a.vk\":{\"cid\":\"\\udc00\"}}", "not JSON")]
    [InlineData("{\"a.vk\":{\"cid\":[[[[[[[[[[]]]]]]]]]]}}", "not JSON")]
    public void What_is_no_manifest_is_refused(string json, string message) => Refused(json, message);

    [Fact]
    public void Too_much_is_refused_unread()
    {
        Refused(new string(' ', ParameterManifest.MaxSize + 1), "larger than");
        Refused($"{{{string.Join(',', Enumerable.Range(0, 1001).Select(i => Entry($"f{i}.vk")[1..^1]))}}}", "more than 1000 files");
    }

    [Fact]
    public void A_missing_manifest_file_is_named() =>
        Assert.Contains("/does/not/exist.json", Assert.Throws<ParameterException>(() => ParameterManifest.Read("/does/not/exist.json")).Message,
            StringComparison.Ordinal);

    private static string Entry(string name) => $$$"""{"{{{name}}}":{"cid":"Qm","digest":"ae20310138f5ba81451d723f858e3797","sector_size":1}}""";

    private static void Refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ParameterException>(() => Parse(json)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<ParameterFile> Parse(string json) => ParameterManifest.Parse(Encoding.UTF8.GetBytes(json));
}
