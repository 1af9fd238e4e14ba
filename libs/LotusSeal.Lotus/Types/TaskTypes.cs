namespace LotusSeal.Lotus.Types;

/// <summary>Every task type on the wire (protocol spec 3.2).</summary>
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

    private static readonly Dictionary<string, TaskType> Known = new TaskType[]
    {
        new(WinningPoSt, "WNP", -6, DefaultNeeds.WinningPoSt),
        new(WindowPoSt, "WDP", -5, DefaultNeeds.WindowPoSt),
        new(FinalizeUnsealed, "FUS", -4),
        new(Finalize, "FIN", -3),
        new(DownloadSector, "DL", -2),
        new(Fetch, "GET", -1, DefaultNeeds.Fetch),
        new(FinalizeReplicaUpdate, "FRU", 0),
        new(Unseal, "UNS", 1, DefaultNeeds.Labels),
        new(Commit1, "C1", 2, DefaultNeeds.VanillaProofs),
        new(Commit2, "C2", 3, DefaultNeeds.Prover),
        new(PreCommit2, "PC2", 4, DefaultNeeds.PreCommit2),
        new(PreCommit1, "PC1", 5, DefaultNeeds.Labels),
        new(ProveReplicaUpdate1, "PR1", 6, DefaultNeeds.VanillaProofs),
        new(ProveReplicaUpdate2, "PR2", 7, DefaultNeeds.Prover),
        new(ReplicaUpdate, "RU", 8, DefaultNeeds.ReplicaUpdate),
        new(AddPiece, "AP", 9, DefaultNeeds.AddPiece),
        new(DataCid, "DC", 10, DefaultNeeds.DataCid),
        new(RegenSectorKey, "GSK", 11, DefaultNeeds.ReplicaUpdate),
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>Every known long name.</summary>
    public static IReadOnlyCollection<string> All => Known.Keys;

    /// <summary>The task type of a long name, or null.</summary>
    public static TaskType? Find(string task) => Known.GetValueOrDefault(task);

    /// <summary>The short name, <c>UNK</c> for an unknown task.</summary>
    public static string ShortName(string task) => Find(task)?.ShortName ?? "UNK";

    /// <summary>Scheduling order, smaller is more urgent; 0 for an unknown task.</summary>
    public static int Order(string task) => Find(task)?.Order ?? 0;

    /// <summary>The long name of a short one, or null.</summary>
    public static string? FromShortName(string shortName) =>
        Known.Values.FirstOrDefault(type => type.ShortName.Equals(shortName, StringComparison.OrdinalIgnoreCase))?.Name;
}
