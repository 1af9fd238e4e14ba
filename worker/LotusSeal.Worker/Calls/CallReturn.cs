using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Calls;

/// <summary>Hands a stored result to the Return method that the call ends with; failed calls get the zero value (protocol spec 3.4).</summary>
internal static class CallReturn
{
    private static readonly PieceInfo NoPiece = new(0, null);
    private static readonly SectorCids NoCids = new(null, null);
    private static readonly ReplicaUpdateOut NoUpdate = new(null, null);

    /// <summary>Sends one result.</summary>
    public static Task SendAsync(IWorkerReturn miner, CallId call, ReturnKind kind, CallResult result, CancellationToken cancellationToken)
    {
        CallError? error = result.Error;
        byte[]? Bytes() => result.ValueOr<byte[]?>(null);
        return kind switch
        {
            ReturnKind.DataCid => miner.ReturnDataCidAsync(call, result.ValueOr(NoPiece), error, cancellationToken),
            ReturnKind.AddPiece => miner.ReturnAddPieceAsync(call, result.ValueOr(NoPiece), error, cancellationToken),
            ReturnKind.SealPreCommit1 => miner.ReturnSealPreCommit1Async(call, Bytes(), error, cancellationToken),
            ReturnKind.SealPreCommit2 => miner.ReturnSealPreCommit2Async(call, result.ValueOr(NoCids), error, cancellationToken),
            ReturnKind.SealCommit1 => miner.ReturnSealCommit1Async(call, Bytes(), error, cancellationToken),
            ReturnKind.SealCommit2 => miner.ReturnSealCommit2Async(call, Bytes(), error, cancellationToken),
            ReturnKind.FinalizeSector => miner.ReturnFinalizeSectorAsync(call, error, cancellationToken),
            ReturnKind.FinalizeReplicaUpdate => miner.ReturnFinalizeReplicaUpdateAsync(call, error, cancellationToken),
            ReturnKind.ReplicaUpdate => miner.ReturnReplicaUpdateAsync(call, result.ValueOr(NoUpdate), error, cancellationToken),
            ReturnKind.ProveReplicaUpdate1 => miner.ReturnProveReplicaUpdate1Async(call, result.ValueOr<byte[][]?>(null), error, cancellationToken),
            ReturnKind.ProveReplicaUpdate2 => miner.ReturnProveReplicaUpdate2Async(call, Bytes(), error, cancellationToken),
            ReturnKind.GenerateSectorKey => miner.ReturnGenerateSectorKeyFromDataAsync(call, error, cancellationToken),
            ReturnKind.ReleaseUnsealed => miner.ReturnReleaseUnsealedAsync(call, error, cancellationToken),
            ReturnKind.MoveStorage => miner.ReturnMoveStorageAsync(call, error, cancellationToken),
            ReturnKind.UnsealPiece => miner.ReturnUnsealPieceAsync(call, error, cancellationToken),
            ReturnKind.DownloadSector => miner.ReturnDownloadSectorAsync(call, error, cancellationToken),
            ReturnKind.Fetch => miner.ReturnFetchAsync(call, error, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown return method."),
        };
    }
}
