using LotusSeal.Operator.Host.Commands;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Commands;

/// <summary><c>pools</c>, by which the chart's hooks know whether pools are there and ready.</summary>
[Collection(nameof(ApiServer))]
public sealed class PoolsCommandTests(ApiServer server)
{
    private const string Space = "pools-command";

    private const string Spec = """
        spec: { miner: { address: "http://127.0.0.1:1", tokenSecretRef: { name: t } }, gpu: { count: 0 }, tasks: [AP],
          resources: { limits: { memory: 1Gi } }, storage: { sealing: { emptyDir: { } } } }
        """;

    private static readonly string Pools = $"/apis/lotusseal.io/v1alpha1/namespaces/{Space}/sealworkers";

    [Fact]
    public async Task It_says_what_is_not_as_expected()
    {
        await server.CreateAsync("/api/v1/namespaces", $$"""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "{{Space}}" } }""");
        Assert.Equal((0, "", ""), await RunAsync("--expect=None"));
        Assert.Equal((0, "", ""), await RunAsync("--expect=Ready"));

        await server.CreateAsync(Pools, $"{{ apiVersion: lotusseal.io/v1alpha1, kind: SealWorker, metadata: {{ name: pc1 }}, {Spec.Trim()} }}");
        (int code, string output, string error) = await RunAsync("--expect=None");
        Assert.Equal(1, code);
        Assert.Equal($"{Space}/pc1\tno operator has looked at it yet\n", output);
        Assert.Contains($"1 pools are there: {Space}/pc1", error, StringComparison.Ordinal);
        Assert.Contains("no operator has looked", (await RunAsync("--expect=Ready")).Error, StringComparison.Ordinal);

        await TellAsync("True", "AllWorkersRegistered");
        Assert.Equal((0, $"{Space}/pc1\tAllWorkersRegistered: told\n", ""), await RunAsync("--expect=Ready"));
        await TellAsync("False", "Suspended");
        Assert.Equal(0, (await RunAsync("--expect=Ready")).Code);
        await server.PatchAsync($"{Pools}/pc1", """{ "spec": { "niceness": 3 } }""");
        Assert.Equal(1, (await RunAsync("--expect=Ready")).Code);
    }

    [Theory]
    [InlineData("--expect=Few", "--expect: 'Few' is none of Any, None, Ready")]
    [InlineData("--timeout=soon", "--timeout: 'soon' is no length of time")]
    public async Task Wrong_usage_is_told(string flag, string told)
    {
        (int code, _, string error) = await RunAsync(flag);
        Assert.Equal(2, code);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    private async Task TellAsync(string status, string reason)
    {
        string condition = $$"""
            { "type": "Ready", "status": "{{status}}", "reason": "{{reason}}", "message": "told", "lastTransitionTime": "2026-01-01T00:00:00Z" }
            """;
        await server.PatchAsync($"{Pools}/pc1/status", $$"""{ "status": { "observedGeneration": 1, "conditions": [{{condition}}] } }""");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        int code = await OperatorCommandLine.RunAsync(["pools", "--namespace", Space, "--kubeconfig", server.KubeConfig, .. arguments], output, error,
            TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
