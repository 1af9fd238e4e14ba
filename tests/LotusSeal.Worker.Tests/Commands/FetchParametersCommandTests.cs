using LotusSeal.Proving.Keys;
using LotusSeal.Worker.Tests.Parameters;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class FetchParametersCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public FetchParametersCommandTests() => _run.Environment["FIL_PROOFS_PARAMETER_CACHE"] = _run.InHome("params");

    [Fact]
    public async Task Files_of_several_manifests_are_fetched_into_the_folder_of_the_environment()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve("abc"u8.ToArray()));
        _run.Environment["IPFS_GATEWAY"] = gateway.Url;
        string first = Manifest("parameters.json", "v28-a.params", 2048), second = Manifest("srs.json", "v28-b.srs", 0);
        Assert.Equal(0, await _run.RunAsync("fetch-params", "--sector-size", "2KiB", "--manifest", first, "--manifest", second));
        Assert.Equal($"{_run.InHome("params")}: 2 files, 2 of them fetched now\n", _run.Output);
        Assert.Equal("abc", await File.ReadAllTextAsync(_run.InHome("params/v28-a.params"), TestContext.Current.CancellationToken));
        Assert.Equal(0, await _run.RunAsync("fetch-params", "--sector-size", "2048", "--manifest", first, "--manifest", second));
        Assert.EndsWith("2 files, 0 of them fetched now\n", _run.Output, StringComparison.Ordinal);
        Assert.Equal(2, gateway.Requests.Count);
    }

    [Fact]
    public async Task Trust_is_asked_for_by_the_value_1_alone()
    {
        await using Gateway gateway = await Gateway.StartAsync(Gateway.Serve("abc"u8.ToArray()));
        _run.Environment["IPFS_GATEWAY"] = gateway.Url;
        string manifest = Manifest("parameters.json", "v28-a.params", 2048);
        _run.Environment["TRUST_PARAMS"] = "1";
        Assert.Equal(0, await _run.RunAsync("fetch-params", "--sector-size", "2KiB", "--manifest", manifest));
        Assert.Empty(gateway.Requests);
        _run.Environment["TRUST_PARAMS"] = "true";
        Assert.Equal(0, await _run.RunAsync("fetch-params", "--sector-size", "2KiB", "--manifest", manifest));
        Assert.Single(gateway.Requests);
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_one_line()
    {
        string manifest = Manifest("parameters.json", "v28-a.params", 2048);
        Assert.Contains("--sector-size is missing", await _run.FailAsync(2, "fetch-params", "--manifest", manifest), StringComparison.Ordinal);
        Assert.Contains("--sector-size: 'big'", await _run.FailAsync(2, "fetch-params", "--sector-size", "big", "--manifest", manifest),
            StringComparison.Ordinal);
        await File.WriteAllTextAsync(manifest, "{\"../x\":{}}", TestContext.Current.CancellationToken);
        string line = await _run.FailAsync(1, "fetch-params", "--sector-size", "2KiB", "--manifest", manifest);
        Assert.Contains($"{manifest}: '../x' is no plain name", line, StringComparison.Ordinal);
    }

    /// <summary>The files of the network are asked for by their CIDs, and bytes that are others stay nowhere.</summary>
    [Theory]
    [InlineData("fetch-params")]
    [InlineData("proofs", "params", "fetch")]
    public async Task Without_a_manifest_the_list_of_the_network_counts(params string[] command)
    {
        await using Gateway wrong = await Gateway.StartAsync(Gateway.Serve("abc"u8.ToArray()));
        await using Gateway none = await Gateway.StartAsync(Gateway.Status(404));
        _run.Environment["IPFS_GATEWAY"] = wrong.Url;
        string[] arguments = [.. command, "--sector-size", "2KiB", "--mirror", none.Url];
        Assert.Equal(1, await _run.RunAsync(arguments));
        Assert.Contains($"error: fetching {none.Url}Q", _run.Error, StringComparison.Ordinal);
        Assert.Contains("asking the next gateway", _run.Error, StringComparison.Ordinal);
        Assert.Contains(PublishedParameters.All, file => wrong.Requests.Contains($"/ipfs/{file.Cid}"));
        Assert.Equal(["fetch.lock"], Directory.GetFiles(_run.InHome("params")).Select(Path.GetFileName));
    }

    public void Dispose() => _run.Dispose();

    // The digest is that of "abc".
    private string Manifest(string file, string name, int size)
    {
        File.WriteAllText(_run.InHome(file),
            $$$"""{"{{{name}}}":{"cid":"QmX","digest":"ba80a53f981c4d0d6a2797b69f12f6e9","sector_size":{{{size}}}}}""");
        return _run.InHome(file);
    }
}
