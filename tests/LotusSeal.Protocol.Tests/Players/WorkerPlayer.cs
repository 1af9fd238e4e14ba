using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Judges;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>
/// Plays the worker's side of a recording to the development miner: sends every recorded request in order and compares the answers with the
/// recorded miner's.
/// </summary>
internal sealed class WorkerPlayer : IAsyncDisposable
{
    private readonly Recording _recording;
    private readonly Aliases _recordedNames;
    private readonly Aliases _names = new();
    private readonly TemporaryFolder _folder;
    private readonly RecordedWorkerServer _worker;
    private readonly DevMinerHost _miner;
    private readonly WorkerClient _client;
    private readonly List<Difference> _differences = [];
    private readonly List<SkippedCall> _skipped = [];
    private readonly Dictionary<string, string> _attached = [];
    private IReadOnlyDictionary<long, string> _excluded = new Dictionary<long, string>();
    private string _token;
    private int _played;

    private WorkerPlayer(Recording recording, DevMinerHost miner, RecordedWorkerServer worker, TemporaryFolder folder)
    {
        _folder = folder;
        _recording = recording;
        _miner = miner;
        _worker = worker;
        _recordedNames = RecordedNames.Of(recording);
        _client = new WorkerClient($"127.0.0.1:{miner.Port}", new TrafficLog());
        _token = miner.AdminToken;
        _names.Add(_client.Address, RecordedNames.MinerAddress);
        _names.Add(worker.Address, RecordedNames.WorkerAddress);
        foreach (string alias in _recordedNames.Names.Select(pair => pair.Value).Distinct()
            .Where(alias => IsPath(alias) && alias != RecordedNames.MinerPath))
        {
            _names.Add(Guid.NewGuid().ToString(), alias);
        }

        foreach (Exchange answer in recording.Towards(Link.Worker).Concat(Vectors.Load("pledge").Towards(Link.Worker))
            .Where(exchange => exchange.Rpc is "Info" or "TaskTypes" && exchange.Result is not null))
        {
            worker.Results.TryAdd(answer.Rpc, answer.Result!.Value.GetRawText());
        }
    }

    /// <summary>Plays a recording from begin to end; returns the differences.</summary>
    public static async Task<(IReadOnlyList<Difference> Differences, IReadOnlyList<SkippedCall> Skipped, int Played)> PlayAsync(Recording recording,
        IReadOnlyDictionary<long, string> excluded)
    {
        TemporaryFolder folder = new();
        RecordedWorkerServer worker = await RecordedWorkerServer.StartAsync();
        DevMinerHost miner = await DevMinerHost.StartAsync(new DevMinerOptions
        {
            RepositoryPath = folder["miner"],
            StoragePath = folder["storage"],
            ActorId = ActorOf(recording),
            Pipeline = new PipelineOptions { VerifyProofs = false },
        });
        await using WorkerPlayer player = new(recording, miner, worker, folder) { _excluded = excluded };
        await player.RunAsync();
        return (player._differences, player._skipped, player._played);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _miner.DisposeAsync();
        await _worker.DisposeAsync();
        _folder.Dispose();
    }

    private static ulong ActorOf(Recording recording) =>
        recording.Towards(Link.Miner).FirstOrDefault(exchange => exchange.Rpc == "ActorAddress")?.Result?.GetString() == "t01000" ? 1000UL : 1002UL;

    private async Task RunAsync()
    {
        await PlaceFilesAsync();
        Dictionary<long, Exchange> requests = _recording.Exchanges.ToDictionary(exchange => exchange.Request.Sequence);
        foreach (Message message in _recording.Messages)
        {
            if (message.Kind == MessageKind.Note) await EventAsync(message.Note);
            if (message is { Kind: MessageKind.HttpRequest, Link: Link.Miner }) await PlayAsync(requests[message.Sequence]);
        }
    }

    private async Task PlayAsync(Exchange recorded)
    {
        if (SkipReason(recorded) is string reason)
        {
            _skipped.Add(new SkippedCall(recorded.Request.Sequence, recorded.Rpc.Length > 0 ? recorded.Rpc : recorded.Request.Path, reason));
            return;
        }

        await AlignAsync(recorded);
        Exchange played = await SendAsync(recorded);
        _played++;
        _differences.AddRange(recorded.Rpc.Length > 0 ? CompareRpc(recorded, played)
            : new MessageJudge(_recordedNames, _names).CompareAnswer(recorded, played, compareFileContent: true));
        if (recorded.Rpc == "StorageAttach") _attached[recorded.Parameters[0].GetProperty("ID").GetString()!] = "";
    }

    private string? SkipReason(Exchange recorded)
    {
        if (_excluded.TryGetValue(recorded.Request.Sequence, out string? reason)) return reason;
        if (recorded.Request.IsIncomplete) return "it did not reach the recorded miner";
        if (recorded.Response is null) return "the recorded connection broke before the answer";
        return recorded.Request.Path.StartsWith("/remote/vanilla", StringComparison.Ordinal) ? "the played sector has other commitments" : null;
    }

    private Task<Exchange> SendAsync(Exchange recorded)
    {
        string token = recorded.Rpc == "AuthVerify" ? TokenFor(recorded) : _miner.AdminToken;
        string body = Adapt(recorded.Request.Text).Replace("<token>", token, StringComparison.Ordinal);
        IEnumerable<Header> headers = recorded.Request.Headers.Select(header => header.Name == "Authorization"
            ? header with { Value = $"Bearer {_token}" } : header);
        return _client.SendAsync(recorded.Request.Method, Adapt(recorded.Request.Path), headers, Encoding.UTF8.GetBytes(body), recorded.Rpc);
    }

    private string TokenFor(Exchange verify)
    {
        if (verify.Result is not { ValueKind: JsonValueKind.Array } permissions) return "abc";
        return _miner.Repository.Tokens.Issue(permissions.EnumerateArray().Aggregate(Permission.None,
            (all, permission) => all | Enum.Parse<Permission>(permission.GetString()!, ignoreCase: true)));
    }

    private IEnumerable<Difference> CompareRpc(Exchange recorded, Exchange played)
    {
        if (played.Response is not { } seen) return [new Difference($"answer to {recorded}", recorded.Response!.Text, "the connection broke")];
        Message wanted = recorded.Response!;
        List<Difference> differences = [.. HeaderComparer.Compare(wanted, seen)];
        if (wanted.Status != seen.Status) differences.Add(new Difference("status", $"{wanted.Status}", $"{seen.Status}"));
        if (wanted.Body.Length == 0 || seen.Body.Length == 0)
        {
            if (wanted.Body.Length != seen.Body.Length) differences.Add(new Difference("body", wanted.Text, seen.Text));
        }
        else
        {
            if (!seen.Text.EndsWith('\n')) differences.Add(new Difference("end of body", "\\n", seen.Text[^1..]));
            differences.AddRange(JsonComparer.Compare(JsonDocument.Parse(wanted.Body).RootElement, JsonDocument.Parse(seen.Body).RootElement,
                MinerAnswerRules.For(recorded), _recordedNames, _names));
            if (recorded.Rpc == "StorageList") differences.AddRange(CompareDeclarations(recorded, played));
        }

        return differences.Select(difference => difference.Within($"answer to {recorded}"));
    }

    /// <summary>The form of StorageList's declarations: every one of ours has the members of a recorded one, with whole numbers.</summary>
    private static IEnumerable<Difference> CompareDeclarations(Exchange recorded, Exchange played)
    {
        JsonElement exemplar = recorded.Result!.Value.EnumerateObject().SelectMany(path => path.Value.EnumerateArray()).FirstOrDefault();
        return exemplar.ValueKind == JsonValueKind.Undefined || played.Result is not { ValueKind: JsonValueKind.Object } lists
            ? []
            : lists.EnumerateObject().SelectMany(path => path.Value.EnumerateArray()).SelectMany(item => JsonComparer.Compare(exemplar, item,
                [new JsonRule("*", Treatment.Integer)]));
    }

    // :: What the recorded miner did without a message

    private async Task EventAsync(string note)
    {
        Permission? permissions = note switch
        {
            "worker with read-only token" => Permission.Read,
            "worker with read,write,sign token" => Permission.Read | Permission.Write | Permission.Sign,
            _ => null,
        };
        if (permissions is { } some) _token = _miner.Repository.Tokens.Issue(some);
        else if (note == "worker with garbage token") _token = "abc";
        else if (note == "worker with token signed by other secret") _token = Tokens.Create("read", "write", "sign", "admin");
        else if (note.StartsWith("worker restarted", StringComparison.Ordinal) || note.StartsWith("second start", StringComparison.Ordinal))
            _worker.Session = Guid.NewGuid();
        else if (note == "lotus-miner answers Version") await RestartAsync();
    }

    private async Task RestartAsync()
    {
        await _miner.RestartAsync();
        _attached.Clear();
    }

    /// <summary>Puts the files that the recorded miner sent into the development miner's own path.</summary>
    private async Task PlaceFilesAsync()
    {
        using JsonDocument descriptor = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["storage", "sectorstore.json"]));
        string pathId = descriptor.RootElement.GetProperty("ID").GetString()!;
        _names.Add(pathId, RecordedNames.MinerPath);
        foreach (Exchange file in _recording.Towards(Link.Miner)
            .Where(exchange => exchange.Request.Method == "GET" && exchange.Response is { Status: 200 }))
        {
            string[] parts = file.Request.Path.Split('/');
            string path = _folder["storage", parts[2], parts[3]];
            if (Path.Exists(path)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (file.Response!.HeaderValue("Content-Type") == "application/x-tar") await ExtractAsync(file.Response.Body, path);
            else await File.WriteAllBytesAsync(path, file.Response.Body.ToArray());
            string[] sector = parts[3]["s-t0".Length..].Split('-');
            int type = StorageIndex.Folders.First(pair => pair.Value == parts[2]).Key;
            await CallAsync("StorageDeclareSector", $"[\"{pathId}\",{{\"Miner\":{sector[0]},\"Number\":{sector[1]}}},{type},true]");
        }

    }

    private static async Task ExtractAsync(ReadOnlyMemory<byte> archive, string folder)
    {
        Directory.CreateDirectory(folder);
        // The recorded archives lack their end; with it they are complete.
        using MemoryStream complete = new([.. archive.Span, .. new byte[2048 - archive.Length % 512]]);
        using TarReader reader = new(complete);
        while (await reader.GetNextEntryAsync() is { } entry) await entry.ExtractToFileAsync(Path.Combine(folder, entry.Name), overwrite: true);
    }

    /// <summary>
    /// Brings the index to what the recorded one knew without a message: paths that were attached before the recording, sectors declared then,
    /// and the miner's own copies, which come and go inside the miner.
    /// </summary>
    private async Task AlignAsync(Exchange recorded)
    {
        if (recorded.Result is not { } result) return;
        IEnumerable<JsonElement> paths = result.ValueKind switch
        {
            JsonValueKind.Array when recorded.Rpc is "StorageFindSector" or "StorageBestAlloc" => result.EnumerateArray(),
            JsonValueKind.Object when recorded.Rpc == "StorageInfo" => [result],
            _ => [],
        };
        foreach (JsonElement path in paths) await AttachAsync(path.GetProperty("ID").GetString()!, path);
        if (recorded.Rpc is "StorageReportHealth") await AttachKnownAsync(recorded.Parameters[0].GetString()!);
        if (recorded.Rpc != "StorageFindSector") return;
        string sector = recorded.Parameters[0].GetRawText();
        int types = recorded.Parameters[1].GetInt32();
        string[] holders = [.. result.EnumerateArray().Select(path => _recordedNames.Find(path.GetProperty("ID").GetString()!)!)];
        foreach (string alias in _names.Names.Select(pair => pair.Value).Where(IsPath).Distinct().Except(holders).ToList())
        {
            await CallAsync("StorageDropSector", $"[\"{_names.NamesOf(alias).First()}\",{sector},{types}]");
        }

        foreach ((JsonElement path, string alias) in result.EnumerateArray().Zip(holders))
        {
            string own = _names.NamesOf(alias).First();
            string primary = path.GetProperty("Primary").GetRawText();
            // A primary copy stays one when it is declared again, so another mark needs a new entry.
            await CallAsync("StorageDropSector", $"[\"{own}\",{sector},{types}]");
            foreach (int type in StorageIndex.Split(types)) await CallAsync("StorageDeclareSector", $"[\"{own}\",{sector},{type},{primary}]");
        }
    }

    private static bool IsPath(string alias) => alias.Contains("-path", StringComparison.Ordinal)
        && !alias.StartsWith("<folder", StringComparison.Ordinal);

    private Task AttachKnownAsync(string id)
    {
        JsonElement known = RecordedNames.PathsIn(_recording).FirstOrDefault(path => path.GetProperty("ID").GetString() == id);
        const string SealingPath = "{\"Weight\":10,\"CanSeal\":true,\"CanStore\":false}";
        return AttachAsync(id, known.ValueKind == JsonValueKind.Object ? known : JsonDocument.Parse(SealingPath).RootElement);
    }

    private async Task AttachAsync(string id, JsonElement path)
    {
        // The miner's own path is there from the start, but the recorded operator may have changed what it is for.
        bool ownedByMiner = _recordedNames.Find(id) == RecordedNames.MinerPath;
        string flags = $"\"CanSeal\":{path.GetProperty("CanSeal").GetRawText()},\"CanStore\":{path.GetProperty("CanStore").GetRawText()}";
        if (_attached.TryGetValue(id, out string? known) && (!ownedByMiner || known == flags)) return;
        _attached[id] = flags;
        await CallAsync("StorageAttach",
            $"[{{\"ID\":\"{Adapt(id)}\",\"URLs\":[\"http://{(ownedByMiner ? _client.Address : _worker.Address)}/remote\"],"
            + $"\"Weight\":{path.GetProperty("Weight").GetRawText()},\"MaxStorage\":0,{flags},\"Groups\":null,\"AllowTo\":null,"
            + "\"AllowTypes\":null,\"DenyTypes\":null,\"AllowMiners\":null,\"DenyMiners\":null},"
            + "{\"Capacity\":1000000000,\"Available\":900000000,\"FSAvailable\":900000000,\"Reserved\":0,\"Max\":0,\"Used\":0}]");
    }

    private async Task CallAsync(string rpc, string parameters)
    {
        Exchange call = await _client.SendAsync("POST", "/rpc/v0",
            [new Header("Authorization", $"Bearer {_miner.AdminToken}"), new Header("Content-Type", "application/json")],
            Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Filecoin.{rpc}\",\"params\":{parameters}}}"), rpc);
        if (call.Response is not { Status: 200 } || call.Result is null)
            throw new PlayException($"{rpc}{parameters} was answered with {call.Response?.Text ?? "nothing"}");
    }

    private string Adapt(string text)
    {
        foreach ((string name, string alias) in _recordedNames.Names)
        {
            if (_names.NamesOf(alias).FirstOrDefault() is string own) text = text.Replace(name, own, StringComparison.Ordinal);
        }

        return text;
    }
}
