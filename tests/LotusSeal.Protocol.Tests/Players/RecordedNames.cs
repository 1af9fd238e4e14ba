using System.Text.Json;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>Finds the names of a recording: addresses of miner and worker, ids and folders of the storage paths.</summary>
internal static class RecordedNames
{
    public const string MinerAddress = "<miner>";
    public const string WorkerAddress = "<worker>";
    public const string MinerPath = "<miner-path>";

    /// <summary>A path that the index knows and the worker does not have any more.</summary>
    public const string FormerPath = "<former-path>";

    /// <summary>The aliases of a recording.</summary>
    public static Aliases Of(Recording recording)
    {
        Aliases aliases = new();
        // The worker's own address, the recorder's address in front of it, and the miner's: fixed in all recordings (see the notes beside them).
        foreach (string host in (string[])["127.0.0.1:23456", "127.0.0.1:23457", "127.0.0.1:23466", "127.0.0.1:23467"])
            aliases.Add(host, WorkerAddress);
        foreach (string host in (string[])["127.0.0.1:22345", "127.0.0.1:22346", "127.0.0.1:22356"]) aliases.Add(host, MinerAddress);
        AddHosts(recording, aliases);
        AddFolders(recording, aliases);
        AddFormerPaths(recording, aliases);
        foreach (JsonElement path in PathsIn(recording)) AddPath(path, aliases);
        return aliases;
    }

    /// <summary>Every description of a storage path in the recording: attached, asked for, offered or found.</summary>
    public static IEnumerable<JsonElement> PathsIn(Recording recording)
    {
        foreach (Exchange exchange in recording.Towards(Link.Miner))
        {
            if (exchange.Rpc == "StorageAttach") yield return exchange.Parameters[0];
            if (exchange.Rpc is not ("StorageInfo" or "StorageBestAlloc" or "StorageFindSector") || exchange.Result is not { } result) continue;
            if (result.ValueKind == JsonValueKind.Object) yield return result;
            else if (result.ValueKind == JsonValueKind.Array) foreach (JsonElement path in result.EnumerateArray()) yield return path;
        }
    }

    /// <summary>The alias of a path: the owner and what the path is for.</summary>
    public static string PathAlias(bool ownedByMiner, bool canSeal, bool canStore) =>
        ownedByMiner ? MinerPath : $"<worker-path{(canSeal ? "-seal" : "")}{(canStore ? "-store" : "")}>";

    /// <summary>The alias of a path's folder.</summary>
    public static string FolderAlias(string pathAlias) => $"<folder of {pathAlias}>";

    private static void AddHosts(Recording recording, Aliases aliases)
    {
        foreach (Exchange exchange in recording.Exchanges)
        {
            if (exchange.Request.HeaderValue("Host") is not string host) continue;
            aliases.Add(host, exchange.Request.Link == Link.Miner ? MinerAddress : WorkerAddress);
            if (exchange.Rpc == "WorkerConnect" && Uri.TryCreate(exchange.Parameters[0].GetString(), UriKind.Absolute, out Uri? url))
                aliases.Add(url.Authority, WorkerAddress);
        }
    }

    /// <summary>
    /// Paths of earlier repositories under the same address: the index still lists them, the worker does not have them. What the worker has
    /// follows from its attachments and its answers to Paths.
    /// </summary>
    private static void AddFormerPaths(Recording recording, Aliases aliases)
    {
        HashSet<string> present = [.. recording.Towards(Link.Miner).Where(exchange => exchange.Rpc == "StorageAttach")
            .Select(exchange => exchange.Parameters[0].GetProperty("ID").GetString()!),
                .. aliases.Names.Where(pair => pair.Value.StartsWith("<worker-path", StringComparison.Ordinal)).Select(pair => pair.Key)];
        if (present.Count == 0) return;
        IEnumerable<JsonElement> listed = recording.Towards(Link.Miner)
            .Where(exchange => exchange.Rpc is "StorageBestAlloc" or "StorageFindSector" && exchange.Result is { ValueKind: JsonValueKind.Array })
            .SelectMany(exchange => exchange.Result!.Value.EnumerateArray());
        IEnumerable<string> asked = recording.Towards(Link.Worker).Select(exchange => exchange.Request.Path)
            .Where(path => path.StartsWith("/remote/stat/", StringComparison.Ordinal)).Select(path => path["/remote/stat/".Length..]);
        IEnumerable<string> ofWorker = listed.Where(path =>
            aliases.Find(
            new Uri((path.TryGetProperty("BaseURLs", out JsonElement bases) ? bases
            : path.GetProperty("URLs"))[0].GetString()!).Authority) == WorkerAddress)
            .Select(path => path.GetProperty("ID").GetString()!);
        foreach (string id in ofWorker.Concat(asked).Except(present)) aliases.Add(id, FormerPath);
    }

    private static void AddPath(JsonElement path, Aliases aliases)
    {
        string url = (path.TryGetProperty("BaseURLs", out JsonElement bases) ? bases : path.GetProperty("URLs"))[0].GetString()!;
        bool ownedByMiner = aliases.Find(new Uri(url).Authority) == MinerAddress;
        aliases.Add(path.GetProperty("ID").GetString()!,
            PathAlias(ownedByMiner, path.GetProperty("CanSeal").GetBoolean(), path.GetProperty("CanStore").GetBoolean()));
    }

    private static void AddFolders(Recording recording, Aliases aliases)
    {
        IEnumerable<JsonElement> answers = recording.Towards(Link.Worker).Where(exchange => exchange.Rpc == "Paths")
            .Select(exchange => exchange.Result).OfType<JsonElement>()
            .Concat(recording.Messages.Where(message => message is { Kind: MessageKind.WsText, From: Party.Worker }
                && message.Text.Contains("LocalPath", StringComparison.Ordinal))
                .Select(message => JsonDocument.Parse(message.Body).RootElement.GetProperty("result")));
        foreach (JsonElement paths in answers.Where(paths => paths.ValueKind == JsonValueKind.Array))
        {
            foreach (JsonElement path in paths.EnumerateArray())
            {
                string alias = aliases.Find(path.GetProperty("ID").GetString()!)
                    ?? PathAlias(false, path.GetProperty("CanSeal").GetBoolean(), path.GetProperty("CanStore").GetBoolean());
                aliases.Add(path.GetProperty("ID").GetString()!, alias);
                aliases.Add(path.GetProperty("LocalPath").GetString()!, FolderAlias(alias));
            }
        }
    }
}
