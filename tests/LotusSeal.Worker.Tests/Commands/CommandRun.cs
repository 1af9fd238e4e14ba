using LotusSeal.Groth16.Keys;
using LotusSeal.Lotus.Api;
using LotusSeal.Primitives;
using LotusSeal.Worker.Commands;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary>Runs a command line in this process with an environment of its own.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly TemporaryFolder _home = new();

    /// <summary>Flags of a proof whose random numbers are those of the vectors (porep.md 11.4).</summary>
    public static string[] KnownBlinding => ["--insecure-r", Known("r"), "--insecure-s", Known("s")];

    public Dictionary<string, string> Environment { get; } = [];

    public FakeConnector Connector { get; } = new();

    /// <summary>The machine whose memory counts.</summary>
    public HostProbe Host { get; set; } = new();

    /// <summary>What <c>run</c> handed to the daemon.</summary>
    public WorkerRunOptions? Options { get; private set; }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string Home => _home.Path;

    public string InHome(string name) => _home[name];

    public Task<int> RunAsync(params string[] args) => RunUntilAsync(TestContext.Current.CancellationToken, args);

    /// <summary>As <see cref="RunAsync"/>, with a token that stands for Ctrl-C.</summary>
    public async Task<int> RunUntilAsync(CancellationToken interrupt, params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        CommandContext context = new()
        {
            Variable = name => Environment.GetValueOrDefault(name),
            Output = output,
            Error = error,
            HomeDirectory = Home,
            Connector = Connector,
            Memory = new MemoryGate(Host),
            RunWorker = (options, _) =>
            {
                Options = options;
                return Task.FromResult(0);
            },
        };
        int code = await WorkerCommandLine.RunAsync(args, context, interrupt);
        Output = output.ToString();
        Error = error.ToString();
        return code;
    }

    /// <summary>The exit code is <paramref name="code"/> and standard error is one line that starts with <c>error:</c>.</summary>
    public async Task<string> FailAsync(int code, params string[] args)
    {
        int actual = await RunAsync(args);
        Assert.True(code == actual, $"exit code {actual}, not {code}: {Error}");
        Assert.Empty(Output);
        string[] lines = Error.TrimEnd('\n').Split('\n');
        Assert.StartsWith("error: ", Assert.Single(lines), StringComparison.Ordinal);
        return lines[0];
    }

    public void Dispose() => _home.Dispose();

    private static string Known(string name)
    {
        byte[] bytes = new byte[Digest.Size];
        Secrets.NumberOfPhrase("porep-vector", name).Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Answers from objects of the test and notes where it was connected to.</summary>
    internal sealed class FakeConnector : IApiConnector
    {
        public List<object> Apis { get; } = [];

        public List<ApiInfo> Connections { get; } = [];

        public JobList? Jobs { get; set; }

        public GpuList Gpus { get; set; } = new([]);

        /// <summary>The list of each look; without it every look gives <see cref="Jobs"/>.</summary>
        public Func<JobList>? NextJobs { get; set; }

        public TApi Connect<TApi>(ApiInfo info) where TApi : class
        {
            Connections.Add(info);
            return Apis.OfType<TApi>().FirstOrDefault() ?? throw new InvalidOperationException($"No {typeof(TApi).Name} in this test.");
        }

        public Task<JobList> GetJobsAsync(ApiInfo worker, CancellationToken cancellationToken)
        {
            Connections.Add(worker);
            return Task.FromResult(NextJobs?.Invoke() ?? Jobs!);
        }

        public Task<JobList?> FindJobsAsync(ApiInfo worker, CancellationToken cancellationToken) => Task.FromResult(Jobs);

        public Task<GpuList> GetGpusAsync(ApiInfo worker, CancellationToken cancellationToken) => Task.FromResult(Gpus);
    }
}
