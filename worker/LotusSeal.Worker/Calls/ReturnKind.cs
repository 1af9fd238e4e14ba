namespace LotusSeal.Worker.Calls;

/// <summary>Which Return method of the miner ends a call; the names are Lotus' own (protocol spec 4.6) and are stored on disk.</summary>
internal enum ReturnKind
{
    DataCid,
    AddPiece,
    SealPreCommit1,
    SealPreCommit2,
    SealCommit1,
    SealCommit2,
    FinalizeSector,
    FinalizeReplicaUpdate,
    ReplicaUpdate,
    ProveReplicaUpdate1,
    ProveReplicaUpdate2,
    GenerateSectorKey,
    ReleaseUnsealed,
    MoveStorage,
    UnsealPiece,
    DownloadSector,
    Fetch,
}
