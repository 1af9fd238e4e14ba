using System.Text.Json;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>What must be there before a recorded call can be played: the miner's facts, connection, sectors, files and index entries.</summary>
internal sealed partial class MinerPlayer
{
    private static readonly string[] CacheFiles = ["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"];
    private readonly HashSet<string> _disabled = [];
    private bool _enabled = true;
    private readonly string _minerPathId = Guid.NewGuid().ToString();

    private void SetUpMiner()
    {
        ulong miner = _recording.Towards(Link.Worker).Select(Traffic.SectorOf).OfType<string>()
            .Select(sector => ulong.Parse(sector[4..].Split('-')[0],
            System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault(number => number != 0, 1002UL);
        _miner.Actor = Invariant($"t0{miner}");
        _names.Add(_minerPathId, RecordedNames.MinerPath);
        _miner.Index.Attach(new StoragePathEntry(_minerPathId, $"http://{_miner.Address}/remote", 10, 0, CanSeal: true, CanStore: true));
        foreach (Exchange file in _recording.Towards(Link.Miner)
            .Where(exchange => exchange.Request.Method == "GET" && exchange.Response is { Status: 200 }))
        {
            _miner.Files.TryAdd(file.Request.Path, (file.Response!.HeaderValue("Content-Type")!, file.Response.Body.ToArray()));
        }

        if (_options.VanillaProofs is not { } other) return;
        foreach (Exchange proof in Vectors.Load(other).Towards(Link.Miner).Where(call => call.Request.Path == RecordedMinerServer.VanillaPath))
            _miner.VanillaProofs[proof.Request.Text] = proof.Response!.Body.ToArray();
    }

    /// <summary>Connects a worker when the recording begins with a connected one.</summary>
    private async Task ConnectAsync()
    {
        await _miner.Log.WaitAsync("WorkerConnect", message => IsCall(message, "WorkerConnect"));
        _connects++;
        LearnPaths();
        _miner.AnswerConnect();
        await PrepareAsync();
    }

    private void LearnPaths()
    {
        foreach (StoragePathEntry path in _miner.Index.Paths)
        {
            _names.Add(path.Id, RecordedNames.PathAlias(path.Url.Contains(_miner.Address, StringComparison.Ordinal), path.CanSeal, path.CanStore));
        }
    }

    /// <summary>Seals what the recording takes for granted: sectors whose earlier steps are in other recordings.</summary>
    private async Task PrepareAsync()
    {
        if (_prepared) return;
        _prepared = true;
        Exchange types = await CallAsync("TaskTypes", "[]");
        _offered = [.. types.Result?.EnumerateObject().Select(member => member.Name)
            ?? throw new PlayException($"TaskTypes was answered with {types.Response?.Text}")];
        AttachFormerPath();
        await AttachStoreAsync();
        foreach (IGrouping<string, TaskTrace> sector in _traces.Values.Where(trace => trace.Call.Rpc.Length > 0 && trace.Sector.Length > 0)
            .GroupBy(trace => trace.Sector))
        {
            TaskTrace? first = sector.FirstOrDefault(trace => trace.Call.Rpc is not ("Fetch" or "DataCid"));
            if (first?.Call is not { Rpc: "SealPreCommit1" or "SealPreCommit2" or "SealCommit1" } call) continue;
            await SealUpToAsync(call);
        }
    }

    /// <summary>Lets the index list a path that the worker had in an earlier repository, as the recorded one did.</summary>
    private void AttachFormerPath()
    {
        if (!_recordedNames.NamesOf(RecordedNames.FormerPath).Any()) return;
        string id = Guid.NewGuid().ToString();
        _names.Add(id, RecordedNames.FormerPath);
        _miner.Index.Attach(new StoragePathEntry(id, $"http://{_client.Address}/remote", 10, 0, CanSeal: true, CanStore: false));
    }

    /// <summary>Gives the worker the storage path that it has from before the recording.</summary>
    private async Task AttachStoreAsync()
    {
        bool hasStore = _recordedNames.NamesOf(RecordedNames.PathAlias(false, false, true)).Any();
        if (!hasStore || _recording.Messages.Any(message => message.Rpc == "StorageAddLocal")) return;
        await CreateStoreAsync();
        Exchange added = await CallAsync("StorageAddLocal", $"[\"{_folder["store"]}\"]");
        if (added.Result is null) throw new PlayException($"StorageAddLocal was answered with {added.Response?.Text}");
        LearnPaths();
    }

    private async Task SealUpToAsync(Exchange call)
    {
        string sector = call.Parameters[0].GetRawText();
        await TaskAsync("AddPiece", $"[{sector},[],2032,{{\"Type\":\"null\",\"Info\":\"2032\"}}]");
        if (call.Rpc == "SealPreCommit1") return;
        string ticket = call.Rpc == "SealCommit1" ? call.Parameters[1].GetString()! : TicketOf(call.Parameters[1].GetBytesFromBase64());
        const string ZeroPiece = "[{\"Size\":2048,\"PieceCID\":{\"/\":\"baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy\"}}]";
        Exchange preCommit1 = await TaskAsync("SealPreCommit1", $"[{sector},\"{ticket}\",{ZeroPiece}]");
        string output = preCommit1.Parameters[1].GetString()
            ?? throw new PlayException($"the preparation of {sector} failed: {preCommit1.Request.Text}");
        if (call.Rpc == "SealPreCommit2") _values[call.Parameters[1].GetString()!] = output;
        else await TaskAsync("SealPreCommit2", $"[{sector},\"{output}\"]");
    }

    private static string TicketOf(byte[] preCommit1Output) =>
        JsonDocument.Parse(preCommit1Output).RootElement.GetProperty("_lotus_SealRandomness").GetString()!;

    private Task<Exchange> CallAsync(string rpc, string parameters) =>
        _client.SendAsync("POST", "/rpc/v0", [new Header("Authorization", $"Bearer {_miner.DialToken}"),
            new Header("Content-Type", "application/json")],
            System.Text.Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Filecoin.{rpc}\",\"params\":{parameters}}}"), rpc);

    /// <summary>Runs a task to its end; returns the Return call.</summary>
    private async Task<Exchange> TaskAsync(string rpc, string parameters)
    {
        Exchange call = await CallAsync(rpc, parameters);
        string id = Traffic.CallIdOf(call) ?? throw new PlayException($"preparation: {rpc} was answered with {call.Response?.Text}");
        Message returned = await _miner.Log.WaitAsync($"Return of {rpc}", message => IsReturn(message, id));
        return new Exchange(returned, null);
    }

    /// <summary>
    /// Does what the recorded operator did with commands that went to the worker without passing the recorder, as its next answers show:
    /// <c>set --enabled</c>, <c>tasks disable</c>, <c>tasks enable</c>.
    /// </summary>
    private async Task AlignWorkerAsync(Exchange recorded)
    {
        if (recorded.Rpc == "Session" && recorded.Response is not null)
        {
            bool enabled = !recorded.Response.Text.Contains("worker disabled", StringComparison.Ordinal);
            if (enabled == _enabled) return;
            _enabled = enabled;
            await CallAsync("SetEnabled", enabled ? "[true]" : "[false]");
        }
        else if (recorded.Rpc == "TaskTypes" && recorded.Result is { } types && _prepared)
        {
            foreach (string type in _offered.Where(type => types.TryGetProperty(type, out _) == _disabled.Contains(type)).ToList())
            {
                bool disable = _disabled.Add(type);
                if (!disable) _disabled.Remove(type);
                await CallAsync(disable ? "TaskDisable" : "TaskEnable", $"[\"{type}\"]");
            }
        }
    }

    /// <summary>
    /// Brings the index to what the recorded miner answers first for each file of the task: the miner's own copies come and go without a message,
    /// and so do files of tasks that are skipped.
    /// </summary>
    private void AlignIndex(TaskTrace trace)
    {
        HashSet<(string, int)> seen = [];
        foreach (Exchange step in trace.Steps)
        {
            if (step.Result is not { ValueKind: JsonValueKind.Array } answer) continue;
            string[] aliases = [.. answer.EnumerateArray().Select(path => _recordedNames.Find(path.GetProperty("ID").GetString()!)!)];
            if (step.Rpc == "StorageBestAlloc")
            {
                _miner.Index.Offer(step.Parameters[0].GetInt32(), step.Parameters[2].GetString()!, aliases.SelectMany(_names.NamesOf).Distinct());
            }
            else if (step.Rpc == "StorageFindSector" && Traffic.SectorOf(step) is string sector && seen.Add((sector, step.Parameters[1].GetInt32())))
            {
                AlignHolders(sector, step.Parameters[1].GetInt32(), answer, aliases);
            }
        }
    }

    private void AlignHolders(string sector, int type, JsonElement answer, string[] aliases)
    {
        IReadOnlyCollection<string> holders = _miner.Index.Holders(sector, type);
        foreach (string holder in holders.Where(holder => !aliases.Contains(_names.Find(holder))))
        {
            // A worker's copy that the recording does not have is left over from a skipped task; with none skipped it is the worker's fault.
            bool ownedByMiner = holder == _minerPathId;
            if (!ownedByMiner && !_standIns.Contains(sector)) continue;
            _miner.Index.Drop(holder, sector, type);
            if (!ownedByMiner) DeleteStandIn(_names.Find(holder)!, sector, type);
        }

        foreach ((JsonElement path, string alias) in answer.EnumerateArray().Zip(aliases))
        {
            if (_names.NamesOf(alias).FirstOrDefault() is not string id || holders.Contains(id)) continue;
            if (alias is not (RecordedNames.MinerPath or RecordedNames.FormerPath)) CreateStandIn(alias, sector, type);
            _miner.Index.Declare(id, sector, type, path.GetProperty("Primary").GetBoolean());
        }
    }

    private void Skip(Exchange recorded, string reason)
    {
        _skipped.Add(new SkippedCall(recorded.Request.Sequence,
            recorded.Rpc.Length > 0 ? recorded.Rpc : $"{recorded.Request.Method} {recorded.Request.Path}", reason));
        if (Traffic.CallIdOf(recorded) is string id) _skippedCalls.Add(id);
        if (!_traces.TryGetValue(recorded.Request.Sequence, out TaskTrace? trace)) return;
        foreach (Exchange step in trace.Steps.Where(step => step.Rpc is "StorageDeclareSector" or "StorageDropSector"))
        {
            string alias = _recordedNames.Find(step.Parameters[0].GetString()!)!;
            int type = step.Parameters[2].GetInt32();
            if (_names.NamesOf(alias).FirstOrDefault() is not string path) continue;
            if (step.Rpc == "StorageDropSector")
            {
                DeleteStandIn(alias, trace.Sector, type);
                _miner.Index.Drop(path, trace.Sector, type);
            }
            else
            {
                CreateStandIn(alias, trace.Sector, type);
                _miner.Index.Declare(path, trace.Sector, type, step.Parameters[3].GetBoolean());
            }
        }
    }

    private void CreateStandIn(string pathAlias, string sector, int type)
    {
        _standIns.Add(sector);
        string path = StandInPath(pathAlias, sector, type);
        if (type is 4 or 16)
        {
            Directory.CreateDirectory(path);
            foreach (string name in CacheFiles)
                File.WriteAllBytes(Path.Combine(path, name), new byte[name == "p_aux" ? 64 : name == "t_aux" ? 405 : 32]);
        }
        else if (!File.Exists(path))
        {
            File.WriteAllBytes(path, new byte[2048]);
        }
    }

    private void DeleteStandIn(string pathAlias, string sector, int type)
    {
        _standIns.Add(sector);
        string path = StandInPath(pathAlias, sector, type);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    private string StandInPath(string pathAlias, string sector, int type)
    {
        string folder = Path.Combine(_names.NamesOf(RecordedNames.FolderAlias(pathAlias)).First(), StorageIndex.Folders[type]);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, sector);
    }

    /// <summary>The folder that the recorded operator made for StorageAddLocal.</summary>
    private async Task CreateStoreAsync()
    {
        string store = _folder["store"];
        Directory.CreateDirectory(store);
        await File.WriteAllTextAsync(Path.Combine(store, "sectorstore.json"), $$"""
            {"ID":"{{Guid.NewGuid()}}","Weight":20,"CanSeal":false,"CanStore":true,"MaxStorage":0,"Groups":null,"AllowTo":null,"AllowTypes":null,"DenyTypes":null,"AllowMiners":null,"DenyMiners":null}
            """);
    }

    /// <summary>A recorded text with this run's names, tokens and values.</summary>
    private string Adapt(string text)
    {
        foreach ((string name, string alias) in _recordedNames.Names)
        {
            if (_names.NamesOf(alias).FirstOrDefault() is string own) text = text.Replace(name, own, StringComparison.Ordinal);
        }

        foreach ((string recorded, string own) in _values) text = text.Replace(recorded, own, StringComparison.Ordinal);
        return text.Replace("<token>", _miner.Token, StringComparison.Ordinal);
    }
}
