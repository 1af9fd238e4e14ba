using System.Text.Json;

namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>What the methods of the protocol are, as far as a recording must be understood (protocol spec 3.4, 3.6).</summary>
public static class Traffic
{
    /// <summary>Worker methods that answer with a call id and end with a Return, and the task type that a worker must offer for each.</summary>
    public static IReadOnlyDictionary<string, string> Tasks { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DataCid"] = "seal/v0/datacid",
        ["AddPiece"] = "seal/v0/addpiece",
        ["SealPreCommit1"] = "seal/v0/precommit/1",
        ["SealPreCommit2"] = "seal/v0/precommit/2",
        ["SealCommit1"] = "seal/v0/commit/1",
        ["SealCommit2"] = "seal/v0/commit/2",
        ["FinalizeSector"] = "seal/v0/finalize",
        ["ReleaseUnsealed"] = "seal/v0/finalizeunsealed",
        ["ReplicaUpdate"] = "seal/v0/replicaupdate",
        ["ProveReplicaUpdate1"] = "seal/v0/provereplicaupdate/1",
        ["ProveReplicaUpdate2"] = "seal/v0/provereplicaupdate/2",
        ["FinalizeReplicaUpdate"] = "seal/v0/finalize/replicaupdate",
        ["GenerateSectorKeyFromData"] = "seal/v0/regensectorkey",
        ["MoveStorage"] = "seal/v0/fetch",
        ["UnsealPiece"] = "seal/v0/unseal",
        ["Fetch"] = "seal/v0/fetch",
        ["DownloadSectorData"] = "seal/v0/download/sector",
    };

    /// <summary>Worker methods that make proofs of spacetime, of several sectors at once, and answer with them.</summary>
    public static IReadOnlySet<string> Proofs { get; } =
        new HashSet<string>(["GenerateWindowPoSt", "GenerateWinningPoSt"], StringComparer.Ordinal);

    /// <summary>Index calls that belong to a task; StorageInfo is left out because Paths makes it too.</summary>
    public static IReadOnlySet<string> IndexCalls { get; } =
        new HashSet<string>(["StorageFindSector", "StorageBestAlloc", "StorageDeclareSector", "StorageDropSector"], StringComparer.Ordinal);

    /// <summary>Calls that come by the clock.</summary>
    public static IReadOnlySet<string> Polls { get; } = new HashSet<string>(["Session", "StorageReportHealth", "AuthVerify"], StringComparer.Ordinal);

    /// <summary>True for tasks that may need a place for a new file.</summary>
    public static bool Allocates(string rpc) => Tasks.ContainsKey(rpc) && rpc is not ("DataCid" or "SealCommit2" or "ProveReplicaUpdate2");

    /// <summary>
    /// False for a declaration that is not the task's: after a restart of the miner the worker declares all its files again, also while
    /// PreCommit1 runs, which itself declares the sealed file and the cache only.
    /// </summary>
    public static bool MayDeclare(string rpc, Exchange step)
    {
        const int SealedAndCache = 6;
        return rpc != "SealPreCommit1" || step.Rpc != "StorageDeclareSector" || (step.Parameters[2].GetInt32() & SealedAndCache) != 0;
    }

    /// <summary>True for the methods that deliver a task's result.</summary>
    public static bool IsReturn(string rpc) => rpc.StartsWith("Return", StringComparison.Ordinal);

    /// <summary>The call id that a task was answered with, or null.</summary>
    public static string? CallIdOf(Exchange call) =>
        Tasks.ContainsKey(call.Rpc) && call.Result is { ValueKind: JsonValueKind.Object } result
            && result.TryGetProperty("ID", out JsonElement id) ? id.GetString() : null;

    /// <summary>The call id that a Return is for.</summary>
    public static string ReturnedCallId(Exchange call) => call.Parameters[0].GetProperty("ID").GetString()!;

    /// <summary>The sectors that a worker's method works on: those of a proof of spacetime, or the one of a task.</summary>
    public static IReadOnlyList<string> SectorsOf(Exchange call)
    {
        if (!Proofs.Contains(call.Rpc)) return SectorOf(call) is { } only ? [only] : [];
        ulong miner = call.Parameters[1].GetUInt64();
        return [.. call.Parameters[2].EnumerateArray().Select(sector => $"s-t0{miner}-{sector.GetProperty("SectorNumber").GetUInt64()}")];
    }

    /// <summary>The sector a call is about as <c>s-t01002-0</c>, or null when it names none.</summary>
    public static string? SectorOf(Exchange exchange)
    {
        if (exchange.Rpc.Length == 0)
            return exchange.Request.Path.Split('/', '?').FirstOrDefault(part => part.StartsWith("s-t0", StringComparison.Ordinal));
        foreach (JsonElement parameter in exchange.Parameters)
        {
            if (parameter.ValueKind != JsonValueKind.Object) continue;
            JsonElement id = parameter.TryGetProperty("ID", out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? inner
                : parameter.TryGetProperty("Sector", out JsonElement sector) ? sector : parameter;
            if (id.TryGetProperty("Miner", out JsonElement miner)) return $"s-t0{miner.GetUInt64()}-{id.GetProperty("Number").GetUInt64()}";
        }

        return null;
    }
}
