using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>Asks one worker.</summary>
internal sealed class WorkerPeer : IAsyncDisposable
{
    private const int LongestAnswer = 16 << 20;

    private readonly WorkersOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly RpcConnection _connection;
    private readonly IWorkerApi _api;
    private volatile ApiInfo _worker;

    public WorkerPeer(IPEndPoint address, string token, WorkersOptions options, TimeProvider time)
    {
        (_options, _time, _worker) = (options, time, InfoOf(address, token));
        _http = HttpHandlers.Client(HttpHandlers.ForPeers(options.Deadline));
        _http.MaxResponseContentBufferSize = LongestAnswer;
        _connection = RpcConnection.Open(_worker, new RpcClientOptions
        {
            Deadline = Timeout.InfiniteTimeSpan,
            ConnectTimeout = options.Deadline,
            Time = time,
            MaxResponseBytes = LongestAnswer,
        });
        _api = _connection.As<IWorkerApi>();
    }

    /// <summary>Where it is and what it is asked with.</summary>
    public ApiInfo Worker => _worker;

    /// <summary>Asks with another token, or elsewhere.</summary>
    public void PointTo(IPEndPoint address, string token)
    {
        ApiInfo worker = InfoOf(address, token);
        if (worker == _worker) return;
        _worker = worker;
        _connection.PointTo(worker);
    }

    /// <summary>
    /// Asks for its tasks, whether it is fenced, its calls, its lost GPUs and, when they are wanted, its storage paths, all at once.
    /// </summary>
    /// <exception cref="MirrorException">It does not answer, or not so that it makes sense.</exception>
    public async Task<WorkerReply> AskAsync(bool wantsPaths, CancellationToken stop)
    {
        Task<Dictionary<string, EmptyObject>?> tasks = WithinAsync("TaskTypes", _api.TaskTypesAsync, _options.Deadline, stop);
        Task<bool> enabled = WithinAsync("Enabled", _api.EnabledAsync, _options.Deadline, stop);
        Task<IReadOnlyList<OpenCall>?> calls = WithinAsync("/jobs", JobsAsync, _options.Deadline, stop);
        Task<IReadOnlyList<LostGpu>> lostGpus = WithinAsync("/gpus", LostGpusAsync, _options.Deadline, stop);
        Task<Dictionary<string, string>?> paths = wantsPaths ? WithinAsync("StorageLocal", _api.StorageLocalAsync, _options.Deadline, stop)
            : Task.FromResult<Dictionary<string, string>?>(null);
        await Task.WhenAll(tasks, enabled, calls, lostGpus, paths);
        return new WorkerReply(Keys("TaskTypes", await tasks), await enabled, await calls)
        {
            LostGpus = await lostGpus,
            Paths = wantsPaths ? Keys("StorageLocal", await paths) : null,
        };
    }

    /// <summary>The session of its process, which a fence does not change.</summary>
    /// <exception cref="MirrorException">It does not answer.</exception>
    public Task<Guid> ProcessSessionAsync(CancellationToken stop) =>
        WithinAsync("ProcessSession", _api.ProcessSessionAsync, _options.Deadline, stop);

    /// <summary>Tells it something.</summary>
    /// <exception cref="MirrorException">It does not answer, or refuses.</exception>
    public Task TellAsync(string method, Func<IWorkerApi, CancellationToken, Task> tell, TimeSpan deadline, CancellationToken stop) =>
        WithinAsync(method, async token =>
        {
            await tell(_api, token);
            return true;
        }, deadline, stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _connection.DisposeAsync();
    }

    private static string[] Keys<T>(string method, Dictionary<string, T>? answer) =>
        [.. (answer ?? throw new MirrorException($"{method}: the answer is null")).Keys];

    private static ApiInfo InfoOf(IPEndPoint address, string token) => new(token, new Uri($"http://{address}"));

    private async Task<T> WithinAsync<T>(string what, Func<CancellationToken, Task<T>> ask, TimeSpan deadline, CancellationToken stop)
    {
        using CancellationTokenSource timer = new(deadline, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new MirrorException($"{what}: no answer within {deadline.TotalSeconds:0.#} s", error);
        }
        catch (Exception error) when (error is RpcException or RpcTransportException or HttpRequestException or IOException or JsonException
            or ObjectDisposedException)
        {
            throw new MirrorException(error is RpcTransportException ? error.Message : $"{what}: {error.Message}", error);
        }
    }

    /// <summary>The calls; null where there is no such list, as on lotus-worker.</summary>
    private async Task<IReadOnlyList<OpenCall>?> JobsAsync(CancellationToken stop)
    {
        if (await GetAsync("/jobs", stop) is not { } body) return null;
        return OpenCall.ReadAll(JsonNode.Parse(body), WallMoment.Now(_time).At) ?? throw new MirrorException("/jobs: the answer is no list of jobs");
    }

    /// <summary>The GPUs that it has retired; none where there is no such list.</summary>
    private async Task<IReadOnlyList<LostGpu>> LostGpusAsync(CancellationToken stop) =>
        await GetAsync("/gpus", stop) is { } body ? LostGpu.ReadAll(JsonNode.Parse(body)) : [];

    /// <summary>The body of a page of its own; null where there is none.</summary>
    private async Task<byte[]?> GetAsync(string path, CancellationToken stop)
    {
        ApiInfo worker = _worker;
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(worker.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", worker.Token);
        using HttpResponseMessage response = await _http.SendAsync(request, stop);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw new MirrorException($"{path}: HTTP status {(int)response.StatusCode}");
        return await response.Content.ReadAsByteArrayAsync(stop);
    }
}
