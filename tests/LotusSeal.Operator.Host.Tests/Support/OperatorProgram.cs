using LotusSeal.Testing.Processes;

namespace LotusSeal.Operator.Host.Tests.Support;

/// <summary>The operator as a process, for the pools of one namespace.</summary>
internal sealed class OperatorProgram(string kubeConfig, string ownNamespace, string logFile) : ProgramProcess("lotus-seal-operator", logFile)
{
    private static readonly HttpClient Http = new();

    private readonly Uri _url = new($"http://127.0.0.1:{LoopbackPort.Free()}/");

    /// <summary>Address and port of its metrics.</summary>
    public string Authority => _url.Authority;

    /// <summary>Starts a life of it.</summary>
    /// <param name="arguments">Further flags.</param>
    public void Start(params string[] arguments) =>
        base.Start(["run", "--own-namespace", ownNamespace, "--listen", _url.Authority, "--no-webhooks", .. arguments]);

    /// <summary>Whether a path of its server answers with success.</summary>
    public Task<bool> AnswersAsync(string path) => HttpProbe.AnswersAsync(new Uri(_url, path));

    /// <summary>Its metrics.</summary>
    public Task<string> MetricsAsync() => Http.GetStringAsync(new Uri(_url, "metrics"), TestContext.Current.CancellationToken);

    /// <summary>Passes that have ended, of all results.</summary>
    public async Task<long> PassesAsync() => (await MetricsAsync()).Split('\n')
        .Where(line => line.StartsWith("seal_operator_reconcile_total", StringComparison.Ordinal))
        .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..]));

    /// <inheritdoc/>
    protected override void SetEnvironment(IDictionary<string, string?> variables) => variables["KUBECONFIG"] = kubeConfig;
}
