using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>The built worker as a process of its own, on loopback, so that it can be killed.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly string _minerRepository;
    private readonly string _log;
    private Process? _process;

    /// <param name="folder">Holds the worker's repository and its log.</param>
    /// <param name="minerRepository">Where the worker finds the miner's address and token.</param>
    public WorkerProcess(string folder, string minerRepository)
    {
        Repository = Path.Combine(folder, "worker");
        _minerRepository = minerRepository;
        _log = Path.Combine(folder, "worker.log");
        Port = FreePort();
    }

    public string Repository { get; }

    public int Port { get; }

    public bool HasExited => _process?.HasExited ?? true;

    /// <summary>Everything that the worker has printed, over all its lives.</summary>
    public string Log => File.Exists(_log) ? File.ReadAllText(_log) : "";

    /// <summary>Starts the worker; returns at once.</summary>
    public void Start()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "lotus-seal-worker");
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec '{program}' run --listen 127.0.0.1:{Port} >>'{_log}' 2>&1"]);
        start.Environment["LOTUS_STORAGE_PATH"] = _minerRepository;
        start.Environment["LOTUS_WORKER_PATH"] = Repository;
        start.Environment["FIL_PROOFS_PARENT_CACHE"] = Path.Combine(Path.GetDirectoryName(Repository)!, "parents");
        _process = Process.Start(start) ?? throw new InvalidOperationException("The worker did not start.");
    }

    /// <summary>Waits until <c>/readyz</c> answers 200.</summary>
    public async Task WaitReadyAsync(TimeSpan atMost)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < atMost)
        {
            if (HasExited) throw new InvalidOperationException($"The worker ended:\n{Log}");
            try
            {
                using HttpResponseMessage answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{Port}/readyz"));
                if (answer.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The worker was not ready within {atMost}:\n{Log}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
