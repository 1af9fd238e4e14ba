using System.Diagnostics;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Plugin.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Operator.Plugin.Tests.Commands;

/// <summary>Status beside its text: JSON, many namespaces, watching, colours.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class StatusTests(ApiServer server)
{
    [Fact]
    public async Task Json_is_the_status_with_what_stands_beside_it()
    {
        Farm farm = await Farm.MakeAsync(server, "busy");
        Ran ran = await farm.SealAsync("status -o json");
        JsonNode pool = Assert.Single(JsonNode.Parse(ran.Output)!["pools"]!.AsArray())!;
        Assert.Equal("pc1", pool["name"]!.GetValue<string>());
        Assert.False(pool["paused"]!.GetValue<bool>());
        Assert.Equal("Busy", pool["status"]!["workers"]![0]!["phase"]!.GetValue<string>());
        Ran none = await PluginProgram.InsideAsync(server.KubeConfig, "status -o json -n kube-system");
        Assert.Empty(JsonNode.Parse(none.Output)!["pools"]!.AsArray());
    }

    [Fact]
    public async Task All_namespaces_come_with_their_names()
    {
        Farm one = await Farm.MakeAsync(server, "idle"), other = await Farm.MakeAsync(server, "busy");
        Ran ran = await PluginProgram.InsideAsync(server.KubeConfig, "status -A");
        Assert.Contains($"{one.Namespace}/pc1: ", ran.Output, StringComparison.Ordinal);
        Assert.Contains($"{other.Namespace}/pc1: ", ran.Output, StringComparison.Ordinal);
        Assert.Contains("--namespace: not together with --all-namespaces", (await one.SealAsync("status -A")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Colours_are_for_terminals()
    {
        Farm farm = await Farm.MakeAsync(server, "busy");
        Assert.DoesNotContain('\e', (await farm.SealAsync("status")).Output);
        Ran ran = await PluginProgram.InsideAsync(server.KubeConfig, $"status -n {farm.Namespace}", columns: 200, color: true);
        Assert.Contains("\e[32mBusy\e[0m", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_shows_a_change_and_an_outage_and_ends_when_told()
    {
        Farm farm = await Farm.MakeAsync(server, "idle");
        Assert.NotNull(server.Plane);
        using Process process = PluginProgram.Begin(server.KubeConfig, $"status pc1 --watch --request-timeout 5s -n {farm.Namespace}");
        HeardLines log = new(process);
        try
        {
            await log.SeenAsync("0 queued");
            await farm.StatusAsync("""{ "queuedTasks": 4711 }""");
            await log.SeenAsync("4711 queued");
            server.Plane.KillServer();
            await log.SeenAsync("not up to date: no answer");
            await server.Plane.StartServerAsync();
            await farm.StatusAsync("""{ "queuedTasks": 4712 }""");
            await log.SeenAsync("4712 queued");
            Signal.Send(process, Signal.Interrupt);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit);
            Assert.Equal(130, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
