using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Observability;
using Microsoft.Data.Sqlite;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>The built worker on loopback.</summary>
public sealed partial class WorkerProgram : ProgramProcess
{
    private static readonly HttpClient Http = new() { Timeout = Patience.Limit };
    private readonly string _minerRepository;

    /// <param name="folder">Holds the worker's repository and its log.</param>
    /// <param name="minerRepository">Where the worker finds the miner's address and token.</param>
    /// <param name="name">Its name towards the miner and that of its repository.</param>
    public WorkerProgram(string folder, string minerRepository, string name = "worker") : base(WorkerToJudge, Path.Combine(folder, $"{name}.log"))
    {
        (_minerRepository, Name) = (minerRepository, name);
        Repository = Path.Combine(folder, name);
    }

    public string Name { get; }

    public string Repository { get; }

    public int Port { get; } = LoopbackPort.Free();

    /// <summary>Further arguments of <c>run</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Factor on the worker's intervals; 1 leaves Lotus' values.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>Begins what the log says of each prover that was started.</summary>
    public const string ProverStarted = "Prover started as process ";

    /// <summary>The process of the prover that was started last, or null.</summary>
    public int? LastProver
    {
        get
        {
            string log = Log;
            int at = log.LastIndexOf(ProverStarted, StringComparison.Ordinal);
            if (at < 0) return null;
            return int.Parse(new string([.. log[(at + ProverStarted.Length)..].TakeWhile(char.IsAsciiDigit)]), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts the worker; returns at once.</summary>
    public void Start() => Start(["run", "--listen", $"127.0.0.1:{Port}", "--name", Name, .. Arguments]);

    /// <summary>Starts the worker and waits until it is registered.</summary>
    public async Task StartReadyAsync()
    {
        Start();
        await WaitReadyAsync();
    }

    /// <summary>Waits until <c>/readyz</c> answers 200.</summary>
    public Task WaitReadyAsync() => Patience.UntilAsync("the worker is ready", IsReadyAsync, () => Log);

    /// <summary>Whether <c>/readyz</c> answers 200 now.</summary>
    public async Task<bool> IsReadyAsync()
    {
        if (HasExited) throw new InvalidOperationException($"The worker ended:\n{Log}");
        try
        {
            return (await GetAsync("/readyz")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // Not listening yet.
        }
    }

    /// <summary>Asks an endpoint, with the miner's token.</summary>
    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"http://127.0.0.1:{Port}{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(_minerRepository, "token")));
        using HttpResponseMessage answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The worker's open jobs.</summary>
    public async Task<JobList> JobsAsync() => JsonSerializer.Deserialize<JobList>((await GetAsync("/jobs")).Body)!;

    /// <summary>Waits until a task runs; the result is its call.</summary>
    public async Task<string> WaitForTaskAsync(string shortTask)
    {
        string? call = null;
        await Patience.UntilAsync($"{shortTask} runs", async () =>
        {
            call = (await JobsAsync()).Jobs.SingleOrDefault(job => job.ShortTask == shortTask && job.State == "running")?.Call;
            return call is not null;
        }, () => Log);
        return call!;
    }

    /// <summary>Calls that the worker still has in its store, undelivered ones included.</summary>
    public long CallsInStore()
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(Repository, "datastore", "calls.db"),
            Pooling = false,
        }.ToString());
        connection.Open();
        using SqliteCommand count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM calls";
        return (long)count.ExecuteScalar()!;
    }

    /// <summary>Waits until the miner has taken every result, then checks that each call that was accepted was closed, and none twice.</summary>
    public async Task AssertEachCallClosedOnceAsync()
    {
        await Patience.UntilAsync("the call store is empty", () => CallsInStore() == 0, () => Log);
        string[] Accepted() => [.. AcceptedPattern().Matches(Log).Select(match => match.Groups[1].Value).Order()];
        string[] Closed() => [.. ClosedPattern().Matches(Log).Select(match => match.Groups[1].Value).Order()];
        await Patience.UntilAsync("the log shows the end of every call", () => Closed().Length >= Accepted().Length, () => Log);
        Assert.Equal(Accepted(), Closed());
        Assert.NotEmpty(Accepted());
    }

    protected override void SetEnvironment(IDictionary<string, string?> variables)
    {
        variables["LOTUS_STORAGE_PATH"] = _minerRepository;
        variables["LOTUS_WORKER_PATH"] = Repository;
        // A folder without any, whatever the machine has.
        variables["FIL_PROOFS_PARAMETER_CACHE"] = Repository + ".params";
        if (TimeScale < 1) variables["LOTUSSEAL_TIME_SCALE"] = TimeScale.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"accepted as call (\S+)")]
    private static partial Regex AcceptedPattern();

    [GeneratedRegex(@"Return\w+ of call (\S+?)(?: delivered after|: the miner has a result already)")]
    private static partial Regex ClosedPattern();
}
