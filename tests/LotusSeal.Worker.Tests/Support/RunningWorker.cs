using System.Net.Http.Headers;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A worker in this process, on loopback, with short intervals.</summary>
internal sealed class RunningWorker : IAsyncDisposable
{
    public static readonly WorkerTimings Quick = new()
    {
        MinerRetry = TimeSpan.FromMilliseconds(100),
        Heartbeat = TimeSpan.FromMilliseconds(250),
        ShutdownGrace = TimeSpan.FromMilliseconds(700),
        StopPatience = TimeSpan.FromSeconds(2),
        DeliveryPatience = TimeSpan.FromSeconds(5),
        DeliveryRetry = TimeSpan.FromMilliseconds(200),
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly RpcConnection _connection;

    private RunningWorker(WorkerDaemon daemon)
    {
        Daemon = daemon;
        Ended = daemon.RunAsync(_stop.Token);
        _connection = RpcConnection.Open(new ApiInfo(FakeMiner.Token, new Uri(daemon.Address.RpcUrl)));
        Api = _connection.As<IWorkerApi>();
        Http = new HttpClient { BaseAddress = new Uri($"http://{daemon.Address.HostPort}") };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FakeMiner.Token);
    }

    public WorkerDaemon Daemon { get; }

    public Task Ended { get; }

    public IWorkerApi Api { get; }

    public HttpClient Http { get; }

    /// <summary>A miner that stays at an address.</summary>
    public static Func<ApiInfo> At(Uri miner)
    {
        ApiInfo info = new(FakeMiner.Token, miner) { TokenSource = "MINER_API_INFO" };
        return () => info;
    }

    public static WorkerRunOptions Options(FakeMiner miner, string repository) => new()
    {
        RepositoryPath = repository,
        FindMiner = At(miner.Url),
        Listen = "127.0.0.1:0",
        Tasks = TaskTypes.All.Where(task => !task.StartsWith("post", StringComparison.Ordinal)).ToHashSet(),
        Name = "w0",
        // Whatever the machine has for others.
        ParametersFolder = repository + "-params",
    };

    public static async Task<RunningWorker> StartAsync(WorkerRunOptions options, WorkerTimings? timings = null,
        Func<string, string?>? environment = null, ILoggerFactory? loggers = null) =>
        new(await WorkerDaemon.StartAsync(options, timings ?? Quick, loggers ?? NullLoggerFactory.Instance, environment ?? (_ => null),
            CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended;
        await _connection.DisposeAsync();
        Http.Dispose();
        await Daemon.DisposeAsync();
        _stop.Dispose();
    }
}
