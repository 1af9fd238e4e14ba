namespace LotusSeal.DevMiner.Pipeline;

/// <summary>States of a sector, named as in Lotus.</summary>
public static class SectorState
{
    public const string Empty = "Empty";
    public const string AddPiece = "AddPiece";
    public const string Packing = "Packing";
    public const string GetTicket = "GetTicket";
    public const string PreCommit1 = "PreCommit1";
    public const string PreCommit2 = "PreCommit2";
    public const string PreCommitting = "PreCommitting";
    public const string WaitSeed = "WaitSeed";
    public const string Committing = "Committing";
    public const string CommitWait = "CommitWait";
    public const string FinalizeSector = "FinalizeSector";
    public const string Proving = "Proving";
    public const string SnapDealsAddPiece = "SnapDealsAddPiece";
    public const string UpdateReplica = "UpdateReplica";
    public const string ProveReplicaUpdate = "ProveReplicaUpdate";
    public const string FinalizeReplicaUpdate = "FinalizeReplicaUpdate";
    public const string ReleaseSectorKey = "ReleaseSectorKey";
    public const string AddPieceFailed = "AddPieceFailed";
    public const string PackingFailed = "PackingFailed";
    public const string SealPreCommit1Failed = "SealPreCommit1Failed";
    public const string SealPreCommit2Failed = "SealPreCommit2Failed";
    public const string CommitFailed = "CommitFailed";
    public const string FinalizeFailed = "FinalizeFailed";
    public const string SnapDealsAddPieceFailed = "SnapDealsAddPieceFailed";
    public const string ReplicaUpdateFailed = "ReplicaUpdateFailed";
    public const string ProveReplicaUpdateFailed = "ProveReplicaUpdateFailed";
    public const string FinalizeReplicaUpdateFailed = "FinalizeReplicaUpdateFailed";
    public const string ReleaseSectorKeyFailed = "ReleaseSectorKeyFailed";
    public const string FailedUnrecoverable = "FailedUnrecoverable";

    private static readonly Dictionary<string, (string Step, string Failed)> FailureOf = new(StringComparer.Ordinal)
    {
        [AddPiece] = (AddPiece, AddPieceFailed),
        [Packing] = (Packing, PackingFailed),
        [PreCommit1] = (PreCommit1, SealPreCommit1Failed),
        [PreCommit2] = (PreCommit2, SealPreCommit2Failed),
        [Committing] = (Committing, CommitFailed),
        [CommitWait] = (Committing, CommitFailed),
        [FinalizeSector] = (FinalizeSector, FinalizeFailed),
        [SnapDealsAddPiece] = (SnapDealsAddPiece, SnapDealsAddPieceFailed),
        [UpdateReplica] = (UpdateReplica, ReplicaUpdateFailed),
        [ProveReplicaUpdate] = (ProveReplicaUpdate, ProveReplicaUpdateFailed),
        [FinalizeReplicaUpdate] = (FinalizeReplicaUpdate, FinalizeReplicaUpdateFailed),
        [ReleaseSectorKey] = (ReleaseSectorKey, ReleaseSectorKeyFailed),
    };

    /// <summary>Where a failing step leads.</summary>
    public static string FailureState(string step) =>
        FailureOf.TryGetValue(step, out (string Step, string Failed) entry) ? entry.Failed : FailedUnrecoverable;

    /// <summary>The step that is tried again after the cool-down of a failure state, or null when it is none.</summary>
    public static string? RetryStep(string state) =>
        FailureOf.Values.Where(entry => entry.Failed == state).Select(entry => entry.Step).FirstOrDefault();

    /// <summary>Nothing happens in this state any more.</summary>
    public static bool IsFinal(string state) => state is Proving or FailedUnrecoverable;
}
