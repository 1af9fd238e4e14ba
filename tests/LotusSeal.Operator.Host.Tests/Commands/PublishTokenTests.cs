using System.Text;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Commands;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Commands;

/// <summary><c>publish-token</c>, which keeps a Secret as a miner's token is.</summary>
[Collection(nameof(ApiServer))]
public sealed class PublishTokenTests(ApiServer server) : IDisposable
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_secret_is_made_and_changed_and_other_keys_stay()
    {
        await File.WriteAllTextAsync(_folder["token"], "one\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, await PublishAsync("made"));
        Assert.Equal("one", await TokenAsync("made"));
        await server.PatchAsync($"{Secrets}/made", """{ "stringData": { "other": "kept" } }""");
        string version = await VersionAsync("made");

        Assert.Equal(0, await PublishAsync("made"));
        Assert.Equal(version, await VersionAsync("made"));
        await File.WriteAllTextAsync(_folder["token"], "two", TestContext.Current.CancellationToken);
        Assert.Equal(0, await PublishAsync("made"));
        Assert.Equal("two", await TokenAsync("made"));
        Assert.NotNull((await server.GetAsync($"{Secrets}/made"))!["data"]!["other"]);
    }

    [Fact]
    public async Task It_waits_for_a_token_and_takes_no_half_one()
    {
        Task<int> waits = PublishAsync("late");
        await File.WriteAllTextAsync(_folder["token"], "", TestContext.Current.CancellationToken);
        Assert.Null(await server.GetAsync($"{Secrets}/late"));
        await File.WriteAllTextAsync(_folder["token"], "whole", TestContext.Current.CancellationToken);
        Assert.Equal(0, await waits);
        Assert.Equal("whole", await TokenAsync("late"));
    }

    private Task<int> PublishAsync(string secret) => OperatorCommandLine.RunAsync(
        ["publish-token", "--once", "--file", _folder["token"], "--secret", secret, "--in-namespace", "default", "--kubeconfig", server.KubeConfig],
        TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken);

    private async Task<string> TokenAsync(string secret) =>
        Encoding.UTF8.GetString(Convert.FromBase64String((await SecretAsync(secret))["data"]!["token"]!.GetValue<string>()));

    private async Task<string> VersionAsync(string secret) => (await SecretAsync(secret))["metadata"]!["resourceVersion"]!.GetValue<string>();

    private async Task<JsonNode> SecretAsync(string secret) => (await server.GetAsync($"{Secrets}/{secret}"))!;
}
