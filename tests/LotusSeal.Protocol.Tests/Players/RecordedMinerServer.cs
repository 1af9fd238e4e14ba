using System.Globalization;
using System.Text;
using System.Text.Json;
using LotusSeal.Protocol.Tests.Recordings;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>
/// A miner as the worker sees it: plain Kestrel, answers as text in the form of the recorded ones. It keeps a log of everything and can
/// freeze look-ups, cut connections and restart.
/// </summary>
internal sealed class RecordedMinerServer : IAsyncDisposable
{
    /// <summary>Note of the calls that came while connections were cut.</summary>
    public const string CutNote = "the connection was cut";

    /// <summary>Where a worker asks for the vanilla proof of a sector.</summary>
    public const string VanillaPath = "/remote/vanilla/single";

    private readonly LoggedListener _listener = new(Party.Miner, Party.Worker, Link.Miner);
    private TaskCompletionSource<bool>? _freeze;
    private TaskCompletionSource? _connectHold;
    private volatile bool _down;
    private volatile string? _cutAt;

    private RecordedMinerServer() { }

    public TrafficLog Log => _listener.Log;

    public StorageIndex Index { get; } = new();

    /// <summary>Files for <c>/remote</c> by path without query: media type and content.</summary>
    public Dictionary<string, (string MediaType, byte[] Content)> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Vanilla proofs by the text of the request.</summary>
    public Dictionary<string, byte[]> VanillaProofs { get; } = new(StringComparer.Ordinal);

    /// <summary>Host and port.</summary>
    public string Address => _listener.Address;

    /// <summary>The token that the worker is started with.</summary>
    public string Token { get; } = Tokens.Create("read", "write", "sign", "admin");

    /// <summary>The token that the miner shows the worker.</summary>
    public string DialToken { get; } = Tokens.Create("admin");

    /// <summary>Further tokens and their permissions, for AuthVerify.</summary>
    public Dictionary<string, string[]> OtherTokens { get; } = [];

    public string Actor { get; set; } = "t01002";

    public string VersionJson { get; set; } =
        "{\"Version\":\"v1.36.2-dev+debug+git.b835fab70\",\"APIVersion\":66816,\"BlockDelay\":4,\"Agent\":\"lotus\"}";

    public Guid Session { get; private set; } = Guid.NewGuid();

    /// <summary>Answers every call with 401, as for a token of another miner.</summary>
    public bool RefusesToken { get; init; }

    /// <summary>Answers the methods that need more than reading with an error, as for a read-only token.</summary>
    public bool AllowsOnlyReading { get; init; }

    /// <summary>True while connections are cut.</summary>
    public bool IsDown => _down;

    public static async Task<RecordedMinerServer> StartAsync(bool refusesToken = false, bool allowsOnlyReading = false)
    {
        RecordedMinerServer server = new() { RefusesToken = refusesToken, AllowsOnlyReading = allowsOnlyReading };
        await server._listener.StartAsync(server.HandleAsync);
        return server;
    }

    /// <summary>Look-ups in the index wait until <see cref="Thaw"/>; this stands for the delay before the work in the recorded worker.</summary>
    public void Freeze() => _freeze ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends <see cref="Freeze"/>: the waiting look-ups are answered, or their connections cut.</summary>
    public void Thaw(bool answer = true) => Interlocked.Exchange(ref _freeze, null)?.TrySetResult(answer);

    /// <summary>Holds the answer of WorkerConnect back until <see cref="AnswerConnect"/>.</summary>
    public void HoldConnect() => _connectHold ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers the held WorkerConnect.</summary>
    public void AnswerConnect() => Interlocked.Exchange(ref _connectHold, null)?.TrySetResult();

    /// <summary>Cuts every connection from the next call of a method on.</summary>
    public void CutAt(string rpc) => _cutAt = rpc;

    /// <summary>Cuts connections; frozen calls are cut too unless they are to survive.</summary>
    public void GoDown(bool cutFrozen)
    {
        _down = true;
        if (cutFrozen) Thaw(answer: false);
    }

    /// <summary>Serves again.</summary>
    public void ComeUp() => _down = false;

    /// <summary>What a restart of the miner loses: its session and what the index knew.</summary>
    public void Restart()
    {
        Session = Guid.NewGuid();
        Index.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        Thaw(answer: false);
        AnswerConnect();
        await _listener.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Message request = await _listener.ReceiveAsync(context, () => _down ? CutNote : "");
        string rpc = request.Rpc;
        if (rpc.Length > 0 && rpc == _cutAt)
        {
            _cutAt = null;
            GoDown(cutFrozen: true);
        }

        bool answer = !_down;
        if (answer && _freeze is { } freeze && IsLookUp(rpc)) answer = await freeze.Task;
        if (!answer)
        {
            context.Abort();
            return;
        }

        if (rpc == "WorkerConnect" && _connectHold is { } hold) await hold.Task;

        if (RefusesToken) await RespondAsync(context, request, 401, []);
        else if (rpc.Length > 0) await AnswerRpcAsync(context, new Exchange(request, null));
        else await AnswerFileAsync(context, request);
    }

    private static bool IsLookUp(string rpc) => rpc is "StorageFindSector" or "StorageBestAlloc";

    private async Task AnswerRpcAsync(HttpContext context, Exchange exchange)
    {
        string id = exchange.Call.GetProperty("id").GetRawText();
        (string? result, string? error) = Answer(exchange.Rpc, exchange.Parameters);
        string text = error is null
            ? $"{{\"id\":{id},\"jsonrpc\":\"2.0\",\"result\":{result}}}\n"
            : $"{{\"error\":{{\"code\":1,\"message\":{JsonSerializer.Serialize(error)}}},\"id\":{id},\"jsonrpc\":\"2.0\"}}\n";
        context.Response.ContentType = "application/json";
        await RespondAsync(context, exchange.Request, 200, Encoding.UTF8.GetBytes(text));
    }

    private (string? Result, string? Error) Answer(string rpc, IReadOnlyList<JsonElement> parameters)
    {
        if (AllowsOnlyReading && (Traffic.IndexCalls.Contains(rpc) || rpc is "StorageAttach" or "WorkerConnect"))
            return (null, $"missing permission to invoke '{rpc}' (need 'admin')");
        switch (rpc)
        {
            case "Version": return (VersionJson, null);
            case "ActorAddress": return ($"\"{Actor}\"", null);
            case "ActorSectorSize": return ("2048", null);
            case "Session": return ($"\"{Session}\"", null);
            case "AuthVerify": return AuthVerify(parameters[0].GetString()!);
            case "StorageAttach":
                JsonElement info = parameters[0];
                Index.Attach(new StoragePathEntry(info.GetProperty("ID").GetString()!, info.GetProperty("URLs")[0].GetString()!,
                    info.GetProperty("Weight").GetUInt64(), info.GetProperty("MaxStorage").GetUInt64(), info.GetProperty("CanSeal").GetBoolean(),
                    info.GetProperty("CanStore").GetBoolean()));
                return ("null", null);
            case "StorageDetach":
                Index.Detach(parameters[0].GetString()!);
                return ("null", null);
            case "StorageInfo":
                StoragePathEntry? path = Index.Paths.FirstOrDefault(entry => entry.Id == parameters[0].GetString());
                return path is null ? (null, "sector store not found") : (path.InfoJson, null);
            case "StorageReportHealth":
                return Index.Paths.Any(entry => entry.Id == parameters[0].GetString())
                    ? ("null", null)
                    : (null, $"health report for unknown storage: {parameters[0].GetString()}");
            case "StorageDeclareSector":
                Index.Declare(parameters[0].GetString()!, Sector(parameters[1]), parameters[2].GetInt32(), parameters[3].GetBoolean());
                return ("null", null);
            case "StorageDropSector":
                Index.Drop(parameters[0].GetString()!, Sector(parameters[1]), parameters[2].GetInt32());
                return ("null", null);
            case "StorageFindSector": return (Index.FindJson(Sector(parameters[0]), parameters[1].GetInt32()), null);
            case "StorageBestAlloc":
                string? paths = Index.BestAllocJson(parameters[0].GetInt32(), parameters[2].GetString()!);
                return paths is null ? (null, "no good path found") : (paths, null);
            case "StorageList": return (Index.ListJson(), null);
            case "WorkerConnect": return ("null", null);
            default:
                return Traffic.IsReturn(rpc) ? ("null", null) : (null, $"method 'Filecoin.{rpc}' not found");
        }
    }

    private (string? Result, string? Error) AuthVerify(string token)
    {
        if (token == Token) return ("[\"read\",\"write\",\"sign\",\"admin\"]", null);
        if (token == DialToken) return ("[\"admin\"]", null);
        return OtherTokens.TryGetValue(token, out string[]? permissions)
            ? (JsonSerializer.Serialize(permissions), null)
            : (null, "JWT Verification failed: jwt: malformed token");
    }

    private async Task AnswerFileAsync(HttpContext context, Message request)
    {
        string path = context.Request.Path.Value!;
        if (request.HeaderValue("Authorization") != $"Bearer {Token}")
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await RespondAsync(context, request, 401, "{\"Error\":\"unauthorized: missing write permission\"}\n"u8.ToArray());
        }
        else if (request.Method == "DELETE" && path.Split('/') is [_, "remote", string folder, string sector])
        {
            int type = StorageIndex.Folders.FirstOrDefault(pair => pair.Value == folder).Key;
            foreach (StoragePathEntry own in Index.Paths.Where(entry => entry.Url.Contains(Address, StringComparison.Ordinal)))
                Index.Drop(own.Id, sector, type);
            await RespondAsync(context, request, 200, []);
        }
        else if (request.Method == "GET" && Files.TryGetValue(path, out (string MediaType, byte[] Content) file))
        {
            context.Response.ContentType = file.MediaType;
            await RespondAsync(context, request, 200, file.Content);
        }
        else if (request.Method == "POST" && path == VanillaPath && VanillaProofs.TryGetValue(request.Text, out byte[]? proof))
        {
            context.Response.ContentType = "application/octet-stream";
            await RespondAsync(context, request, 200, proof);
        }
        else
        {
            await RespondAsync(context, request, 500, []);
        }
    }

    private Task RespondAsync(HttpContext context, Message request, int status, byte[] body)
    {
        if (context.Response.ContentType != "application/x-tar") context.Response.ContentLength = body.Length;
        return _listener.RespondAsync(context, request, status, body);
    }

    private static string Sector(JsonElement id) =>
        string.Create(CultureInfo.InvariantCulture, $"s-t0{id.GetProperty("Miner").GetUInt64()}-{id.GetProperty("Number").GetUInt64()}");
}
