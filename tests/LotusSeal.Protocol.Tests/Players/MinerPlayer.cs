using System.Globalization;
using System.Text;
using System.Text.Json;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>
/// Plays the miner's side of a recording to a real worker process: sends the recorded requests in their order, waits where the recording shows
/// that the worker did something first, and answers the worker like the recorded miner.
/// </summary>
internal sealed partial class MinerPlayer : IAsyncDisposable
{
    private readonly Recording _recording;
    private readonly PlayOptions _options;
    private readonly Aliases _recordedNames;
    private readonly Aliases _names = new();
    private readonly RecordedMinerServer _miner;
    private readonly WorkerClient _client;
    private readonly WorkerUnderTest _worker;
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<long, Exchange> _requests;
    private readonly Dictionary<long, TaskTrace> _traces;
    private readonly Dictionary<long, Task<Exchange>> _pending = [];
    private readonly Dictionary<int, WorkerSocket> _sockets = [];
    private readonly Dictionary<(int Connection, string Id), string> _frameMethods = [];
    private readonly Dictionary<string, string> _calls = [];
    private readonly Dictionary<string, int> _returned = [];
    private readonly HashSet<string> _skippedCalls = [];
    private readonly Dictionary<string, string> _values = [];
    private readonly List<PlayedExchange> _played = [];
    private readonly List<PlayedFrame> _frames = [];
    private readonly List<SkippedCall> _skipped = [];
    private readonly HashSet<string> _standIns = [];
    private HashSet<string> _offered = [];
    private long? _frozenAt;
    private long? _restartedAt;
    private int _starts;
    private int _connects;
    private int _attaches;
    private bool _prepared;

    private MinerPlayer(Recording recording, PlayOptions options, RecordedMinerServer miner)
    {
        _recording = recording;
        _options = options;
        _miner = miner;
        _recordedNames = RecordedNames.Of(recording);
        _requests = recording.Exchanges.ToDictionary(exchange => exchange.Request.Sequence);
        _traces = TaskTrace.Of(recording).ToDictionary(trace => trace.Call.Request.Sequence);
        SetUpMiner();
        string address = WorkerUnderTest.FreeAddress();
        _client = new WorkerClient(address, miner.Log);
        _names.Add(address, RecordedNames.WorkerAddress);
        _names.Add(miner.Address, RecordedNames.MinerAddress);
        _names.Add(_folder["worker"], RecordedNames.FolderAlias(RecordedNames.PathAlias(false, true, false)));
        _names.Add(_folder["store"], RecordedNames.FolderAlias(RecordedNames.PathAlias(false, false, true)));
        _miner.HoldConnect();
        _worker = new WorkerUnderTest(_folder["worker"], address, miner, options.Flags)
        {
            ParametersFolder = options.ParametersFolder ?? _folder["params"],
        };
    }

    /// <summary>Plays a recording from begin to end.</summary>
    /// <exception cref="PlayException">The worker did not do what the recording has next.</exception>
    public static async Task<PlayResult> PlayAsync(Recording recording, PlayOptions options)
    {
        RecordedMinerServer miner = await RecordedMinerServer.StartAsync();
        await using MinerPlayer player = new(recording, options, miner);
        try
        {
            return await player.RunAsync();
        }
        catch (PlayException error)
        {
            string output = player._worker.Log;
            throw new PlayException($"{recording.Name}: {error.Message}\nworker output:\n{output[Math.Max(0, output.Length - 4000)..]}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WorkerSocket socket in _sockets.Values) socket.Dispose();
        await _worker.DisposeAsync();
        _client.Dispose();
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<PlayResult> RunAsync()
    {
        if (_options.PostProof is { } proof)
            await _worker.SucceedAsync("proofs", "params", "generate", "--post-proof-type", $"{proof}", "--insecure-secrets", Vectors.Secrets);
        StartWorker();
        if (_recording.Towards(Link.Miner).All(exchange => exchange.Rpc != "WorkerConnect")) await ConnectAsync();
        foreach (Message message in _recording.Messages) await StepAsync(message);
        foreach ((long sequence, Task<Exchange> task) in _pending.ToList()) await FinishAsync(sequence, task);
        return new PlayResult(_recording, _recordedNames, _miner.Log.ToRecording(_recording.Name), _names, _played, _frames, _skipped, _standIns,
            _worker.Log, _options.ParametersFolder ?? Vectors.KeysFolder);
    }

    private async Task StepAsync(Message message)
    {
        switch (message)
        {
            case { Kind: MessageKind.HttpRequest, Link: Link.Worker }:
                await SendAsync(_requests[message.Sequence]);
                break;
            case { Kind: MessageKind.HttpResponse, Link: Link.Worker } when _pending.Remove(message.ReplyTo!.Value, out Task<Exchange>? task):
                await FinishAsync(message.ReplyTo.Value, task);
                break;
            case { Kind: MessageKind.HttpRequest, Link: Link.Miner }:
                await ExpectAsync(_requests[message.Sequence]);
                break;
            case { Kind: MessageKind.HttpResponse, Link: Link.Miner, Rpc: "WorkerConnect" }:
                _miner.AnswerConnect();
                await PrepareAsync();
                break;
            case { Kind: MessageKind.WsText }:
                await FrameAsync(message);
                break;
            case { Kind: MessageKind.WsClose, From: Party.Miner } when _sockets.Remove(message.Connection, out WorkerSocket? socket):
                socket.Dispose();
                break;
            case { Kind: MessageKind.Note }:
                await EventAsync(message.Note);
                break;
        }
    }

    // :: Requests of the miner to the worker

    private async Task SendAsync(Exchange recorded)
    {
        Message request = recorded.Request;
        if (request.HeaderValue("Upgrade") is not null)
        {
            await OpenSocketAsync(recorded);
            return;
        }

        if (SkipReason(recorded) is string reason)
        {
            Skip(recorded, reason);
            return;
        }

        // The recorded miner also calls a worker that is not there; what has an answer is sent to one that serves.
        await _miner.Log.WaitAsync("WorkerConnect", message => IsCall(message, "WorkerConnect"), _starts);
        await AlignWorkerAsync(recorded);
        if (_traces.TryGetValue(request.Sequence, out TaskTrace? trace))
        {
            // Now at the latest: beside a played task, nobody could tell whose look-ups those of the preparation are.
            await PrepareAsync();
            AlignIndex(trace);
            if (trace.Returns.FirstOrDefault() is { Request.IsIncomplete: true } cut) _miner.CutAt(cut.Rpc);
        }

        if (_options.FreezeAt.Contains(request.Sequence))
        {
            _miner.Freeze();
            _frozenAt = _miner.Log.Snapshot().Count;
        }

        string path = Adapt(request.Path);
        byte[] body = request.Rpc.Length > 0 ? Encoding.UTF8.GetBytes(Adapt(request.Text)) : request.Body.ToArray();
        IEnumerable<Header> headers = request.Headers.Select(header => header.Name == "Authorization"
            ? header with { Value = $"Bearer {_miner.DialToken}" } : header);
        _pending[request.Sequence] = _client.SendAsync(request.Method, path, headers, body, request.Rpc);
    }

    private async Task FinishAsync(long sequence, Task<Exchange> task)
    {
        Exchange recorded = _requests[sequence];
        if (await Task.WhenAny(task, Task.Delay(Patience.Limit)) != task) throw new PlayException($"no answer to {recorded} within {Patience.Limit}");
        Exchange played = await task;
        _played.Add(new PlayedExchange(recorded, played));
        if (Traffic.CallIdOf(recorded) is string recordedId)
        {
            _calls[recordedId] = Traffic.CallIdOf(played)
                ?? throw new PlayException($"{recorded} was answered without a call id: {played.Response?.Status} {played.Response?.Text}");
        }
    }

    private string? SkipReason(Exchange recorded)
    {
        if (_options.Excluded.TryGetValue(recorded.Request.Sequence, out string? reason)) return reason;
        if (recorded.Request.Path.StartsWith("/remote/vanilla", StringComparison.Ordinal))
            return "the played sector has other commitments; VanillaReplayTests has the recorded one";
        return Traffic.Tasks.TryGetValue(recorded.Rpc, out string? type) && !_offered.Contains(type) && MissingTasks.All.Contains(type)
            ? $"the play has no parameters for {type}; ProofReplayTests have them"
            : null;
    }

    // :: What the worker does by itself

    private async Task ExpectAsync(Exchange recorded)
    {
        switch (recorded.Rpc)
        {
            case "WorkerConnect":
                _connects++;
                await _miner.Log.WaitAsync($"WorkerConnect (number {_connects})", message => IsCall(message, "WorkerConnect"), _connects);
                LearnPaths();
                break;
            case "StorageAttach":
                _attaches++;
                if (_connects > 0)
                    await _miner.Log.WaitAsync($"StorageAttach (number {_attaches})", message => IsCall(message, "StorageAttach"), _attaches);
                LearnPaths();
                break;
            case "StorageDetach":
                await _miner.Log.WaitAsync("StorageDetach", message => IsCall(message, "StorageDetach"));
                break;
            case string rpc when Traffic.IsReturn(rpc):
                await ExpectReturnAsync(recorded);
                break;
        }
    }

    private async Task ExpectReturnAsync(Exchange recorded)
    {
        string recordedId = Traffic.ReturnedCallId(recorded);
        if (_skippedCalls.Contains(recordedId)) return;
        Exchange? call = _requests.Values.FirstOrDefault(exchange => Traffic.CallIdOf(exchange) == recordedId);
        if (call is null)
        {
            _skipped.Add(new SkippedCall(recorded.Request.Sequence, recorded.Rpc, "its call is not in the recording"));
            return;
        }

        if (_pending.Remove(call.Request.Sequence, out Task<Exchange>? task)) await FinishAsync(call.Request.Sequence, task);
        int count = _returned[recordedId] = _returned.GetValueOrDefault(recordedId) + 1;
        if (_restartedAt is long restarted)
        {
            // The recorded work began long after the restart, when everything had been declared again.
            string? sector = Traffic.SectorOf(recorded);
            await _miner.Log.WaitAsync($"declaration of {sector} after the restart",
                message => IsCall(message, "StorageDeclareSector") && message.Sequence > restarted
                && Traffic.SectorOf(new Exchange(message, null)) == sector);
            _restartedAt = null;
        }

        if (!recorded.Request.IsIncomplete) _miner.Thaw();
        Message returned = await _miner.Log.WaitAsync($"{recorded.Rpc} for {call}", message => IsReturn(message, _calls[recordedId]), count);
        if (recorded.Parameters.Count > 1 && recorded.Parameters[1].ValueKind == JsonValueKind.String
            && new Exchange(returned, null).Parameters.ElementAtOrDefault(1) is { ValueKind: JsonValueKind.String } value)
        {
            _values[recorded.Parameters[1].GetString()!] = value.GetString()!;
        }
    }

    private static bool IsCall(Message message, string rpc) =>
        message is { Kind: MessageKind.HttpRequest, Link: Link.Miner, IsIncomplete: false } && message.Rpc == rpc;

    private static bool IsReturn(Message message, string callId) =>
        message is { Kind: MessageKind.HttpRequest, Link: Link.Miner } && Traffic.IsReturn(message.Rpc)
            && Traffic.ReturnedCallId(new Exchange(message, null)) == callId;

    // :: What happened to the programs

    private async Task EventAsync(string note)
    {
        if (_frozenAt is long frozen && IsFault(note))
        {
            _frozenAt = null;
            await _miner.Log.WaitAsync("begin of the frozen task",
                message => IsCall(message, "StorageFindSector") && message.Sequence > frozen);
        }

        if (note.StartsWith("worker killed", StringComparison.Ordinal))
        {
            await _worker.KillAsync();
            _miner.Thaw(answer: false);
        }
        else if (note.StartsWith("worker restarted", StringComparison.Ordinal))
        {
            await _worker.KillAsync();
            _miner.HoldConnect();
            StartWorker();
        }
        else if (note == "SIGTERM to worker")
        {
            await _worker.TerminateAsync();
        }
        else if (note == "worker process ended")
        {
            int code = await _worker.WaitForExitAsync();
            if (code != 0) throw new PlayException($"the worker ended with exit code {code}");
        }
        else if (note.StartsWith("dropping all connections", StringComparison.Ordinal))
        {
            // A recorded cut lasts 22 s or 30 s; what counts is that the worker tries something in vain meanwhile.
            long cut = _miner.Log.Snapshot().Count;
            _miner.GoDown(cutFrozen: true);
            await _miner.Log.WaitAsync("call during the cut", message => message.Note == RecordedMinerServer.CutNote && message.Sequence > cut);
            _miner.ComeUp();
        }
        else if (note == "SIGTERM to lotus-miner")
        {
            _miner.GoDown(cutFrozen: false);
        }
        else if (note == "lotus-miner answers Version")
        {
            _miner.HoldConnect();
            _miner.Restart();
            _restartedAt = _miner.Log.Snapshot().Count;
            SetUpMiner();
            _miner.ComeUp();
        }
    }

    private static bool IsFault(string note) =>
        note.StartsWith("worker killed", StringComparison.Ordinal) || note.StartsWith("dropping all connections", StringComparison.Ordinal)
            || note == "SIGTERM to lotus-miner";

    private void StartWorker()
    {
        _starts++;
        _worker.Start();
    }

    // :: WebSocket

    private async Task OpenSocketAsync(Exchange recorded)
    {
        WorkerSocket socket = new();
        _sockets[recorded.Request.Connection] = socket;
        Message response = await socket.OpenAsync(_client.Address, _miner.DialToken);
        _played.Add(new PlayedExchange(recorded, new Exchange(recorded.Request, response)));
    }

    private async Task FrameAsync(Message message)
    {
        if (!_sockets.TryGetValue(message.Connection, out WorkerSocket? socket)) return;
        JsonElement frame = JsonDocument.Parse(message.Body).RootElement;
        string id = frame.TryGetProperty("id", out JsonElement number) ? number.GetRawText() : "";
        if (message.From == Party.Miner)
        {
            if (message.Rpc == "StorageAddLocal") await CreateStoreAsync();
            _frameMethods[(message.Connection, id)] = message.Rpc;
            await socket.SendAsync(Adapt(message.Text));
        }
        else
        {
            _frames.Add(new PlayedFrame(_frameMethods.GetValueOrDefault((message.Connection, id), ""), message.Text, await socket.ReceiveAsync()));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
