using System.Net.Http.Headers;
using System.Text.Json;
using LotusSeal.DevMiner.Faults;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Hosting;

/// <summary>
/// A development miner in this process: the miner's side of the worker protocol, without a chain. It can be restarted like a process:
/// a restart keeps port, repository and sectors, and gets a new session.
/// </summary>
public sealed class DevMinerHost : IAsyncDisposable
{
    private static readonly TimeSpan StatTimeout = TimeSpan.FromSeconds(5);
    private readonly DevMinerOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private MinerProcess? _process;

    private DevMinerHost(DevMinerOptions options)
    {
        _options = options;
        _logger = options.Loggers.CreateLogger<DevMinerHost>();
        Repository = MinerRepository.Open(options.RepositoryPath);
        Faults = new FaultSwitch(options.Time, options.Loggers.CreateLogger<FaultSwitch>());
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Where workers reach it: <c>http://HOST:PORT/rpc/v0</c>.</summary>
    public Uri RpcUrl => new($"http://{AdvertisedHost}:{Port}/rpc/v0");

    /// <summary>A token with all permissions.</summary>
    public string AdminToken => Repository.Tokens.Issue(Lotus.Auth.PermissionNames.All);

    /// <summary>Makes the miner misbehave.</summary>
    public FaultSwitch Faults { get; }

    /// <summary>Completes when the Shutdown method was called.</summary>
    public Task StopRequested => _stopRequested.Task;

    /// <summary>The session of the running miner.</summary>
    public Guid Session => Services.Session;

    /// <summary>The miner's repository.</summary>
    public MinerRepository Repository { get; }

    internal MinerServices Services => (_process ?? throw new InvalidOperationException("The miner is stopped.")).Services
        ?? throw new InvalidOperationException("This is a miner of v0.3.0.");

    private string AdvertisedHost => _options.AdvertisedHost ?? _options.ListenAddress;

    /// <summary>Starts a miner.</summary>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public static async Task<DevMinerHost> StartAsync(DevMinerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Pipeline.VerifyProofs && options.Sealer is null)
            throw new ArgumentException("Checking commitments and proofs needs a sealer; give one or switch VerifyProofs off.", nameof(options));
        if (options.Generation == LotusGeneration.V0 && (options.StoragePath is null || options.Sealer is null))
            throw new ArgumentException("A miner of v0.3.0 adds pieces and makes Commit1 itself: it needs a storage path of its own and a sealer.",
                nameof(options));
        if (options.ProvingPeriod < TimeSpan.Zero) throw new ArgumentException("The proving period cannot be negative.", nameof(options));
        if (options.Generation == LotusGeneration.V0 && options.ProvingPeriod > TimeSpan.Zero)
            throw new ArgumentException("Workers of v0.3.0 make no proofs of spacetime: there is no proving period.", nameof(options));
        DevMinerHost host = new(options);
        try
        {
            await host.StartProcessAsync(options.Port, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a sector of committed capacity.</summary>
    public SectorId Pledge() => Current.Pipeline.Pledge();

    /// <summary>Starts a sector with the data of files.</summary>
    /// <exception cref="ArgumentException">The files do not fit.</exception>
    public SectorId SealFiles(params IReadOnlyList<string> files) => Current.Pipeline.SealFiles(files);

    /// <summary>Has a Proving sector of committed capacity take the data of files.</summary>
    /// <exception cref="InvalidDataException">It takes none.</exception>
    public void SnapUp(ulong number, params IReadOnlyList<string> files) => Current.Pipeline.SnapUp(number, files);

    /// <summary>The state of a sector, or null when there is none.</summary>
    public string? SectorStateOf(ulong number) => Current.Ledger.Find(number)?.State;

    /// <summary>Unseals a sector and checks its data.</summary>
    public async Task<Api.UnsealReport> UnsealAsync(ulong number, string? outputFile, CancellationToken cancellationToken) =>
        await Services.Unsealer.UnsealAsync(number, outputFile, cancellationToken);

    /// <summary>Has the holders of a sector prove that they keep it, and verifies the vanilla proof.</summary>
    /// <exception cref="InvalidDataException">Nobody does; the message says what each of them answered.</exception>
    public Task<Api.ProveReport> ProveAsync(ulong number, CancellationToken cancellationToken) =>
        Services.Challenger.ProveAsync(number, cancellationToken);

    /// <summary>Opens a window now and has all sectors proved.</summary>
    /// <exception cref="InvalidDataException">There is no sector to prove.</exception>
    public Task<Spacetime.WindowRecord> ProveWindowAsync(CancellationToken cancellationToken) =>
        Services.Spacetime.ProveWindowAsync(cancellationToken);

    /// <summary>Has a winning proof made of a sector that is drawn.</summary>
    /// <exception cref="InvalidDataException">There is no sector or no worker, or the proof does not hold.</exception>
    public Task<Spacetime.WinningReport> ProveWinningAsync(CancellationToken cancellationToken) =>
        Services.Spacetime.ProveWinningAsync(cancellationToken);

    /// <summary>What became of windows, oldest first.</summary>
    public IReadOnlyList<Spacetime.WindowRecord> Windows => Services.Spacetime.Windows.All();

    /// <summary>Waits until a sector is in a state.</summary>
    /// <exception cref="TimeoutException">It is not there in time; the message says where it is.</exception>
    public async Task WaitForStateAsync(ulong number, string state, TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        DateTimeOffset end = DateTimeOffset.UtcNow + atMost;
        while (_process?.Ledger.Find(number)?.State != state)
        {
            if (DateTimeOffset.UtcNow > end)
            {
                Pipeline.SectorRecord? sector = _process?.Ledger.Find(number);
                throw new TimeoutException($"Sector {number} is {sector?.State ?? "unknown"} and not {state} after {atMost}: {sector?.LastError}");
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Stops the miner and starts it again on the same port: connections end, running work on workers goes on.</summary>
    public async Task RestartAsync(TimeSpan down = default, CancellationToken cancellationToken = default)
    {
        await StopProcessAsync();
        await Task.Delay(down, _options.Time, cancellationToken);
        await StartProcessAsync(Port, cancellationToken);
    }

    /// <summary>Refuses new connections and cuts the open ones, for a while.</summary>
    public async Task CutAsync(TimeSpan delay, TimeSpan duration)
    {
        await Task.Delay(delay, _options.Time);
        Faults.RefuseConnections = true;
        Faults.DropConnections();
        await Task.Delay(duration, _options.Time);
        Faults.RefuseConnections = false;
    }

    /// <summary>Stops the miner.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopProcessAsync();
        _http.Dispose();
        _changing.Dispose();
    }

    internal void RequestStop() => _stopRequested.TrySetResult();

    internal void RequestRestart(TimeSpan delay, TimeSpan down) => _ = Task.Run(async () =>
    {
        try
        {
            await Task.Delay(delay, _options.Time);
            await RestartAsync(down);
        }
        catch (Exception error)
        {
            _logger.LogCritical(error, "The miner did not start again");
            RequestStop();
        }
    });

    /// <summary>Asks a path's owner for its space; null when it does not answer.</summary>
    internal async Task<FsStat?> RemoteStatAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StatTimeout);
            using HttpRequestMessage request = new(HttpMethod.Get, url);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Repository.Tokens.Issue(Permission.Admin));
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token);
            return response.IsSuccessStatusCode ? LotusJson.Deserialize<FsStat>(await response.Content.ReadAsByteArrayAsync(limit.Token)) : null;
        }
        catch (Exception error)
            when (error is HttpRequestException or JsonException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _logger.LogDebug("{Url} does not tell its space: {Reason}", url, error.Message);
            return null;
        }
    }

    private MinerProcess Current => _process ?? throw new InvalidOperationException("The miner is stopped.");

    private async Task StartProcessAsync(int port, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            _process = await MinerProcess.StartAsync(_options, this, port, AdvertisedHost, _http, cancellationToken);
            Port = _process.Port;
            Repository.WriteApi(AdvertisedHost, Port);
            _logger.LogInformation("Miner t0{Actor} serves {Url}", _options.ActorId, RpcUrl);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task StopProcessAsync()
    {
        await _changing.WaitAsync();
        try
        {
            MinerProcess? process = _process;
            _process = null;
            if (process is null) return;
            Repository.RemoveApi();
            Faults.DropConnections();
            await process.DisposeAsync();
        }
        finally
        {
            _changing.Release();
        }
    }
}
