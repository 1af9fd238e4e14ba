using LotusSeal.Testing.Processes;

namespace LotusSeal.Operator.Host.Tests.Support;

/// <summary>The operator as a process, for the pools of one namespace.</summary>
internal sealed class OperatorProgram(string kubeConfig, string ownNamespace, string logFile) : ProgramProcess("lotus-seal-operator", logFile)
{
    private static readonly HttpClient Http = new();

    private readonly Uri _url = new($"http://127.0.0.1:{LoopbackPort.Free()}/");

    /// <summary>Address and port of its metrics.</summary>
    public string Authority => _url.Authority;

    /// <summary>Where its server is.</summary>
    public Uri Url => _url;

    /// <summary>Starts a life of it.</summary>
    /// <param name="arguments">Further flags.</param>
    public void Start(params string[] arguments) =>
        base.Start(["run", "--own-namespace", ownNamespace, "--listen", _url.Authority, "--no-webhooks", .. arguments]);

    /// <summary>Whether a path of its server answers with success.</summary>
    public Task<bool> AnswersAsync(string path) => HttpProbe.AnswersAsync(new Uri(_url, path));

    /// <summary>Its metrics.</summary>
    public Task<string> MetricsAsync() => Http.GetStringAsync(new Uri(_url, "metrics"), TestContext.Current.CancellationToken);

    /// <summary>Asks for what there is to see of pools.</summary>
    /// <param name="token">Whose; null for nobody's.</param>
    /// <param name="query">Which pools, as <c>?namespace=NS</c>.</param>
    public Task<KubeAnswer> PoolsAsync(string? token, string query = "") => AskAsync($"pools{query}", token is null ? null : $"Bearer {token}");

    /// <summary>Asks for a path of its server.</summary>
    /// <param name="path">The path.</param>
    /// <param name="authorization">The header of this name; null for none.</param>
    public async Task<KubeAnswer> AskAsync(string path, string? authorization = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_url, path));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using HttpResponseMessage answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new KubeAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Passes that have ended, of all results.</summary>
    public async Task<long> PassesAsync() => (await MetricsAsync()).Split('\n')
        .Where(line => line.StartsWith("seal_operator_reconcile_total", StringComparison.Ordinal))
        .Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..]));

    /// <inheritdoc/>
    protected override void SetEnvironment(IDictionary<string, string?> variables) => variables["KUBECONFIG"] = kubeConfig;
}
