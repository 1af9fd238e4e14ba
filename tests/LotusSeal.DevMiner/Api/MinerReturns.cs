using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Api;

/// <summary>The Return family of the miner's API: every result goes to the call tracker.</summary>
internal sealed partial class MinerApi
{
    public Task ReturnDataCidAsync(CallId call, PieceInfo piece, CallError? error, CancellationToken cancellationToken) => Return(call, piece, error);

    public Task ReturnAddPieceAsync(CallId call, PieceInfo piece, CallError? error, CancellationToken cancellationToken) =>
        Return(call, piece, error);

    public Task ReturnSealPreCommit1Async(CallId call, byte[]? output, CallError? error, CancellationToken cancellationToken) =>
        Return(call, output, error);

    public Task ReturnSealPreCommit2Async(CallId call, SectorCids cids, CallError? error, CancellationToken cancellationToken) =>
        Return(call, cids, error);

    public Task ReturnSealCommit1Async(CallId call, byte[]? output, CallError? error, CancellationToken cancellationToken) =>
        Return(call, output, error);

    public Task ReturnSealCommit2Async(CallId call, byte[]? proof, CallError? error, CancellationToken cancellationToken) =>
        Return(call, proof, error);

    public Task ReturnFinalizeSectorAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    public Task ReturnReleaseUnsealedAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    public Task ReturnReplicaUpdateAsync(CallId call, ReplicaUpdateOut output, CallError? error, CancellationToken cancellationToken) =>
        Return(call, output, error);

    public Task ReturnProveReplicaUpdate1Async(CallId call, byte[][]? proofs, CallError? error, CancellationToken cancellationToken) =>
        Return(call, proofs, error);

    public Task ReturnProveReplicaUpdate2Async(CallId call, byte[]? proof, CallError? error, CancellationToken cancellationToken) =>
        Return(call, proof, error);

    public Task ReturnGenerateSectorKeyFromDataAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    public Task ReturnFinalizeReplicaUpdateAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    public Task ReturnMoveStorageAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    public Task ReturnUnsealPieceAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    public Task ReturnReadPieceAsync(CallId call, bool ok, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    public Task ReturnDownloadSectorAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    public Task ReturnFetchAsync(CallId call, CallError? error, CancellationToken cancellationToken) => Return(call, null, error);

    private Task Return(CallId call, object? value, CallError? error)
    {
        services.Calls.Return(call, value, error);
        return Task.CompletedTask;
    }
}
