using System.Runtime.CompilerServices;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Api;

/// <summary>What a v0.3.0 worker serves: each call runs its task and answers with the result (protocol spec 3.6, 4.8).</summary>
internal sealed class V0WorkerApi(WorkerParts parts, V0Connection connection, ulong sectorSize) : IV0WorkerApi
{
    /// <summary>API 0.3.0.</summary>
    public const uint ApiVersion = 0x000300;

    public Task<uint> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(ApiVersion);

    /// <summary>Only the names that this generation knows: AddPiece, Commit1 and Finalize run in its miner.</summary>
    public Task<Dictionary<string, EmptyObject>?> TaskTypesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Dictionary<string, EmptyObject>?>(
            TaskCatalog.All.Where(task => task.Generations.Contains(LotusGeneration.V0) && parts.Tasks.Contains(task.Name))
                .ToDictionary(task => task.Name, _ => new EmptyObject()));

    public Task<StoragePath[]?> PathsAsync(CancellationToken cancellationToken) => Task.FromResult<StoragePath[]?>(parts.Storage.Paths());

    public Task<V0WorkerInfo> InfoAsync(CancellationToken cancellationToken) => Task.FromResult(parts.Info.ReadV0());

    public Task<byte[]> SealPreCommit1Async(SectorId sector, byte[]? ticket, PieceInfo[]? pieces, CancellationToken cancellationToken) =>
        parts.AnswerAsync(new PreCommit1Task(Ref(sector), ticket, pieces), cancellationToken);

    public Task<SectorCids> SealPreCommit2Async(SectorId sector, byte[]? preCommit1Output, CancellationToken cancellationToken) =>
        parts.AnswerAsync(new PreCommit2Task(Ref(sector), preCommit1Output), cancellationToken);

    public Task<byte[]> SealCommit1Async(SectorId sector, byte[]? ticket, byte[]? seed, PieceInfo[]? pieces, SectorCids cids,
        CancellationToken cancellationToken) =>
        parts.AnswerAsync(new Commit1Task(Ref(sector), ticket, seed, pieces, cids), cancellationToken);

    public Task<byte[]> SealCommit2Async(SectorId sector, byte[]? commit1Output, CancellationToken cancellationToken) =>
        parts.AnswerAsync(new Commit2Task(Ref(sector), commit1Output), cancellationToken);

    public Task FinalizeSectorAsync(SectorId sector, CancellationToken cancellationToken) =>
        parts.AnswerAsync(new FinalizeSectorTask(Ref(sector)), cancellationToken);

    public Task FetchAsync(SectorId sector, SectorFileType types, bool sealing, CancellationToken cancellationToken) =>
        parts.AnswerAsync(new FetchTask(Ref(sector), types, sealing ? PathType.Sealing : PathType.Storage, AcquireMode.Move), cancellationToken);

    public async IAsyncEnumerable<EmptyObject> ClosingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        connection.Opened();
        try
        {
            await connection.Stopping.WaitAsync(cancellationToken);
        }
        finally
        {
            connection.Closed();
        }

        yield break;
    }

    /// <summary>That generation knows one proof version, so the miner's sector size tells the proof type.</summary>
    private SectorRef Ref(SectorId sector) => new(sector, sectorSize switch
    {
        2UL << 10 => RegisteredSealProof.StackedDrg2KiBV1,
        8UL << 20 => RegisteredSealProof.StackedDrg8MiBV1,
        512UL << 20 => RegisteredSealProof.StackedDrg512MiBV1,
        32UL << 30 => RegisteredSealProof.StackedDrg32GiBV1,
        64UL << 30 => RegisteredSealProof.StackedDrg64GiBV1,
        _ => throw new RpcException($"the miner's sector size {sectorSize} has no seal proof"),
    });
}
