using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.V0;

/// <summary>The workers of a v0.3.0 miner (protocol spec 4.8): numbered in order of connection, gone when their WebSocket ends.</summary>
internal sealed class V0Workers(JwtTokens tokens, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, Entry> _workers = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = NewSignal();

    // Number 0 is the miner itself.
    private ulong _next = 1;

    /// <summary>Dials a worker back and keeps it until its Closing channel ends. Its version is not checked, as v0.3.0 did not.</summary>
    /// <exception cref="RpcException">The worker cannot be reached.</exception>
    public async Task ConnectAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("ws" or "wss" or "http" or "https"))
            throw new RpcException("connecting remote storage failed: the worker's address is no URL of a known scheme");
        ApiInfo info = new ApiInfo(tokens.Issue(Permission.Admin), address).ToWebSocket();
        RpcConnection connection = RpcConnection.Open(info, RpcClientOptions.V0 with { Reconnect = false });
        try
        {
            IV0WorkerApi api = connection.As<IV0WorkerApi>();
            V0WorkerInfo described = await api.InfoAsync(cancellationToken);
            HashSet<string> tasks = [.. (await api.TaskTypesAsync(cancellationToken) ?? []).Keys];
            Entry entry;
            lock (_gate)
            {
                entry = new Entry(_next++, described, api, tasks);
                _workers[entry.Number] = entry;
                Signal();
            }

            logger.LogInformation("Worker {Number} ({Host}) connected from {Url}", entry.Number, described.Hostname, url);
            _ = Task.Run(() => WatchAsync(entry, connection), CancellationToken.None);
        }
        catch (Exception error) when (error is RpcTransportException or RpcException)
        {
            await connection.DisposeAsync();
            throw new RpcException($"connecting remote storage failed: {error.Message}", error);
        }
    }

    /// <summary>Runs a task on the least loaded worker that offers it and has room; waits for one if need be.</summary>
    public async Task<T> RunAsync<T>(string task, Func<IV0WorkerApi, Task<T>> work, CancellationToken cancellationToken)
    {
        Entry? worker;
        while ((worker = Take(task, out Task changed)) is null) await changed.WaitAsync(cancellationToken);
        try
        {
            return await work(worker.Api).WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                worker.Running.Remove(task);
                Signal();
            }
        }
    }

    /// <summary>The workers with their load.</summary>
    public Dictionary<string, V0WorkerStats> Stats()
    {
        lock (_gate)
        {
            return _workers.Values.ToDictionary(worker => worker.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                worker => new V0WorkerStats(worker.Info, 0, 0, false, worker.CpuUse));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private Entry? Take(string task, out Task changed)
    {
        lock (_gate)
        {
            changed = _changed.Task;
            Entry? worker = _workers.Values.Where(candidate => candidate.Tasks.Contains(task) && candidate.HasRoomFor(task))
                .MinBy(candidate => candidate.CpuUse);
            worker?.Running.Add(task);
            return worker;
        }
    }

    private async Task WatchAsync(Entry entry, RpcConnection connection)
    {
        try
        {
            await foreach (EmptyObject _ in entry.Api.ClosingAsync(_stop.Token))
            {
                // The channel never carries a value; only its end tells something.
            }
        }
        catch (Exception error) when (error is RpcException or RpcTransportException or OperationCanceledException)
        {
            logger.LogDebug("Worker {Number}: {Reason}", entry.Number, error.Message);
        }

        lock (_gate)
        {
            _workers.Remove(entry.Number);
            Signal();
        }

        logger.LogWarning("Worker {Number} ({Host}) is gone", entry.Number, entry.Info.Hostname);
        await connection.DisposeAsync();
    }

    private void Signal()
    {
        TaskCompletionSource changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Entry(ulong Number, V0WorkerInfo Info, IV0WorkerApi Api, HashSet<string> Tasks)
    {
        public List<string> Running { get; } = [];

        // PreCommit2 takes all cores, everything else one.
        public ulong CpuUse => Running.Contains(TaskTypes.PreCommit2) ? Info.Resources.Cpus : (ulong)Running.Count;

        public bool HasRoomFor(string task) => task == TaskTypes.PreCommit2 ? Running.Count == 0 : CpuUse < Info.Resources.Cpus;
    }
}
