using System.Globalization;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Support;

/// <summary>The operator as a process on the host, for the pools of one namespace; two of them elect a leader.</summary>
/// <param name="node">The cluster.</param>
/// <param name="namespace">The namespace of pools and lease.</param>
/// <param name="folder">Takes its log.</param>
/// <param name="name">Tells it from another one.</param>
/// <param name="kubeConfig">Who it is for the API server; null for somebody who may do everything.</param>
internal sealed class OperatorProgram(
    NodeCluster node, string @namespace, TemporaryFolder folder, string name = "operator", string? kubeConfig = null)
    : ProgramProcess("lotus-seal-operator", folder[$"{name}.log"])
{
    /// <summary>Where its probes and metrics are.</summary>
    public Uri Url { get; } = new($"http://127.0.0.1:{LoopbackPort.Free()}/");

    /// <summary>Starts a life of it.</summary>
    /// <param name="arguments">Further flags.</param>
    public void Start(params string[] arguments) =>
        base.Start(["run", "--namespace", @namespace, "--own-namespace", @namespace, "--listen", Url.Authority, "--no-webhooks", .. arguments]);

    /// <summary>Its metrics as they are now.</summary>
    public async Task<string> MetricsAsync()
    {
        using HttpClient http = new() { BaseAddress = Url };
        return await http.GetStringAsync("metrics", TestContext.Current.CancellationToken);
    }

    /// <summary>The sum of a metric over its labels; 0 while there is none.</summary>
    public async Task<double> MetricAsync(string name) => (await MetricsAsync()).Split('\n')
        .Where(line => line.StartsWith(name + '{', StringComparison.Ordinal) || line.StartsWith(name + ' ', StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Whether a path of its server answers with success.</summary>
    public Task<bool> AnswersAsync(string path) => HttpProbe.AnswersAsync(new Uri(Url, path));

    /// <inheritdoc/>
    protected override void SetEnvironment(IDictionary<string, string?> variables) => variables["KUBECONFIG"] = kubeConfig ?? node.KubeConfig;
}
