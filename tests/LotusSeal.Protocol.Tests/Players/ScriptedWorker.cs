using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Primitives;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>
/// A worker that does what the recorded one did, in front of a development miner that seals a sector by itself: every task is accepted,
/// its recorded look-ups and declarations are made, and its recorded result is returned.
/// </summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    /// <summary>The development miner proves a sector by checking the Commit1 output; it does not ask for the SNARK yet.</summary>
    public const string NotAskedFor = "SealCommit2";

    private readonly Recording _recording;
    private readonly RecordedWorkerServer _server;
    private readonly DevMinerHost _miner;
    private readonly WorkerClient _client;
    private readonly TemporaryFolder _folder;
    private readonly ConcurrentQueue<TaskTrace> _script;
    private readonly ConcurrentQueue<string> _problems = [];

    private ScriptedWorker(Recording recording, RecordedWorkerServer server, DevMinerHost miner, TemporaryFolder folder)
    {
        (_recording, _server, _miner, _folder) = (recording, server, miner, folder);
        _client = new WorkerClient($"127.0.0.1:{miner.Port}", new TrafficLog());
        RecordedAliases = RecordedNames.Of(recording);
        Aliases.Add(_client.Address, RecordedNames.MinerAddress);
        Aliases.Add(server.Address, RecordedNames.WorkerAddress);
        Aliases.Add(Guid.NewGuid().ToString(), RecordedNames.PathAlias(false, true, false));
        using JsonDocument descriptor = JsonDocument.Parse(File.ReadAllText(folder["storage", "sectorstore.json"]));
        Aliases.Add(descriptor.RootElement.GetProperty("ID").GetString()!, RecordedNames.MinerPath);
        _script = new ConcurrentQueue<TaskTrace>(TaskTrace.Of(recording).Where(trace => trace.Call.Rpc != NotAskedFor));
        foreach (Exchange answer in recording.Towards(Link.Worker).Concat(Vectors.Load("pledge").Towards(Link.Worker))
            .Where(exchange => exchange.Rpc is "Info" or "TaskTypes" or "Paths"))
        {
            if (answer.Result is { } result) server.Results.TryAdd(answer.Rpc, Adapt(result.GetRawText()));
        }

        server.Results["Paths"] = Adapt(recording.Towards(Link.Worker)
            .First(exchange => exchange.Rpc == "Paths" && exchange.Result is not null).Result!.Value.GetRawText());
        server.TaskStarted = Start;
        server.FileRequested = AnswerFile;
    }

    /// <summary>Names of the recording.</summary>
    public Aliases RecordedAliases { get; }

    /// <summary>Names of this run.</summary>
    public Aliases Aliases { get; } = new();

    /// <summary>What did not go as scripted.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>What the miner sent.</summary>
    public Recording Traffic => _server.Log.ToRecording(_recording.Name);

    public static async Task<ScriptedWorker> StartAsync(Recording recording, RegisteredSealProof proof)
    {
        TemporaryFolder folder = new();
        RecordedWorkerServer server = await RecordedWorkerServer.StartAsync();
        DevMinerHost miner = await DevMinerHost.StartAsync(new DevMinerOptions
        {
            RepositoryPath = folder["miner"],
            StoragePath = folder["storage"],
            ActorId = recording.Towards(Link.Miner).First(exchange => exchange.Rpc == "ActorAddress").Result!.Value.GetString() == "t01000" ? 1000UL
                : 1002UL,
            Pipeline = new PipelineOptions { VerifyProofs = false, ProofType = proof },
            Scheduler = new SchedulerOptions { StartDelay = TimeSpan.FromMilliseconds(200) },
        });
        return new ScriptedWorker(recording, server, miner, folder);
    }

    /// <summary>Connects and lets the miner seal one sector until it is done.</summary>
    public async Task SealAsync()
    {
        foreach (string rpc in (string[])["StorageAttach", "WorkerConnect"])
        {
            Exchange call = await SendAsync(_recording.Towards(Link.Miner).First(exchange => exchange.Rpc == rpc));
            if (call.Result is not { ValueKind: JsonValueKind.Null }) throw new PlayException($"{rpc} was answered with {call.Response?.Text}");
        }

        SectorId sector = _miner.Pledge();
        ulong recorded = Recorded.Number;
        if (sector.Number != recorded) Aliases.Add($"s-t0{sector.Miner}-{sector.Number}", $"s-t0{sector.Miner}-{recorded}");
        await _miner.WaitForStateAsync(sector.Number, SectorState.Proving, TimeSpan.FromSeconds(40));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _miner.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The recorded sector.</summary>
    public SectorId Recorded
    {
        get
        {
            JsonElement id = _recording.Towards(Link.Worker).First(exchange => exchange.Rpc == "AddPiece").Parameters[0].GetProperty("ID");
            return new SectorId(id.GetProperty("Miner").GetUInt64(), id.GetProperty("Number").GetUInt64());
        }
    }

    private TaskTrace? Next(string what, Func<TaskTrace, bool> matches)
    {
        if (_script.TryDequeue(out TaskTrace? trace) && matches(trace)) return trace;
        _problems.Enqueue($"{what} came where the recording has {trace?.Call.Request.ToString() ?? "nothing"}");
        return trace is null ? null : TaskTrace.Of(_recording).FirstOrDefault(matches);
    }

    private string Start(Exchange call)
    {
        string id = Guid.NewGuid().ToString();
        TaskTrace? trace = Next(call.Rpc, trace => trace.Call.Rpc == call.Rpc);
        if (trace is not null) _ = Task.Run(() => WorkAsync(trace, id));
        return id;
    }

    private (int, string, byte[]) AnswerFile(Message request)
    {
        TaskTrace? trace = Next($"{request.Method} {request.Path}", trace => trace.Call.Request.Method == request.Method
            && Folder(trace.Call.Request.Path) == Folder(request.Path));
        if (trace?.Call.Response is not { } response) return (500, "", []);
        if (request.Method == "DELETE") WorkAsync(trace, "").GetAwaiter().GetResult();
        return (response.Status, response.HeaderValue("Content-Type") ?? "", response.Body.ToArray());
    }

    private static string Folder(string path) => path.Split('/')[2];

    private async Task WorkAsync(TaskTrace trace, string callId)
    {
        try
        {
            foreach (Exchange step in trace.Steps) await ExpectSuccessAsync(step, await SendAsync(step));
            foreach (Exchange result in trace.Returns)
                await ExpectSuccessAsync(result, await SendAsync(result, (Recordings.Traffic.ReturnedCallId(result), callId)));
        }
        catch (Exception error)
        {
            _problems.Enqueue($"{trace}: {error.Message}");
        }
    }

    private Task ExpectSuccessAsync(Exchange recorded, Exchange played)
    {
        if (played.Response is not { Status: 200 } || played.Result is null)
            _problems.Enqueue($"{recorded} was answered with {played.Response?.Text ?? "nothing"}");
        return Task.CompletedTask;
    }

    private Task<Exchange> SendAsync(Exchange recorded, (string Old, string New)? call = null)
    {
        string body = Adapt(recorded.Request.Text);
        if (call is { } id) body = body.Replace(id.Old, id.New, StringComparison.Ordinal);
        IEnumerable<Header> headers = recorded.Request.Headers.Select(header => header.Name == "Authorization"
            ? header with { Value = $"Bearer {_miner.AdminToken}" } : header);
        return _client.SendAsync(recorded.Request.Method, recorded.Request.Path, headers, Encoding.UTF8.GetBytes(body), recorded.Rpc);
    }

    private string Adapt(string text)
    {
        foreach ((string name, string alias) in RecordedAliases.Names)
        {
            if (Aliases.NamesOf(alias).FirstOrDefault() is string own) text = text.Replace(name, own, StringComparison.Ordinal);
        }

        return text.Replace($"\"Number\":{Recorded.Number}", "\"Number\":0", StringComparison.Ordinal);
    }
}
