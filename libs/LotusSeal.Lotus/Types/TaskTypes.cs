namespace LotusSeal.Lotus.Types;

/// <summary>Task types on the wire, their short names and scheduling order (protocol spec 3.2).</summary>
public static class TaskTypes
{
    public const string DataCid = "seal/v0/datacid";
    public const string AddPiece = "seal/v0/addpiece";
    public const string PreCommit1 = "seal/v0/precommit/1";
    public const string PreCommit2 = "seal/v0/precommit/2";
    public const string Commit1 = "seal/v0/commit/1";
    public const string Commit2 = "seal/v0/commit/2";
    public const string Finalize = "seal/v0/finalize";
    public const string FinalizeUnsealed = "seal/v0/finalizeunsealed";
    public const string Fetch = "seal/v0/fetch";
    public const string Unseal = "seal/v0/unseal";
    public const string ReplicaUpdate = "seal/v0/replicaupdate";
    public const string ProveReplicaUpdate1 = "seal/v0/provereplicaupdate/1";
    public const string ProveReplicaUpdate2 = "seal/v0/provereplicaupdate/2";
    public const string RegenSectorKey = "seal/v0/regensectorkey";
    public const string FinalizeReplicaUpdate = "seal/v0/finalize/replicaupdate";
    public const string DownloadSector = "seal/v0/download/sector";
    public const string WindowPoSt = "post/v0/windowproof";
    public const string WinningPoSt = "post/v0/winningproof";

    private static readonly Dictionary<string, (string Short, int Order)> Known = new(StringComparer.Ordinal)
    {
        [WinningPoSt] = ("WNP", -6),
        [WindowPoSt] = ("WDP", -5),
        [FinalizeUnsealed] = ("FUS", -4),
        [Finalize] = ("FIN", -3),
        [DownloadSector] = ("DL", -2),
        [Fetch] = ("GET", -1),
        [FinalizeReplicaUpdate] = ("FRU", 0),
        [Unseal] = ("UNS", 1),
        [Commit1] = ("C1", 2),
        [Commit2] = ("C2", 3),
        [PreCommit2] = ("PC2", 4),
        [PreCommit1] = ("PC1", 5),
        [ProveReplicaUpdate1] = ("PR1", 6),
        [ProveReplicaUpdate2] = ("PR2", 7),
        [ReplicaUpdate] = ("RU", 8),
        [AddPiece] = ("AP", 9),
        [DataCid] = ("DC", 10),
        [RegenSectorKey] = ("GSK", 11),
    };

    /// <summary>Every known long name.</summary>
    public static IReadOnlyCollection<string> All => Known.Keys;

    /// <summary>The short name, <c>UNK</c> for an unknown task.</summary>
    public static string ShortName(string task) => Known.TryGetValue(task, out (string Short, int Order) entry) ? entry.Short : "UNK";

    /// <summary>Scheduling order, smaller is more urgent; 0 for an unknown task.</summary>
    public static int Order(string task) => Known.TryGetValue(task, out (string Short, int Order) entry) ? entry.Order : 0;

    /// <summary>The long name of a short one, or null.</summary>
    public static string? FromShortName(string shortName) =>
        Known.FirstOrDefault(pair => pair.Value.Short.Equals(shortName, StringComparison.OrdinalIgnoreCase)).Key;
}
