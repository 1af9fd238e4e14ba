using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>Has workers make proofs of spacetime (post.md 8.1): calls that wait for room on a worker and are answered with their result.</summary>
/// <param name="scheduler">Knows the workers.</param>
/// <param name="miner">The miner's actor id.</param>
/// <param name="retry">Pause before a worker that was lost with a call is replaced.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed class PostOperations(Scheduler scheduler, ulong miner, TimeSpan retry, TimeProvider time, ILogger logger)
{
    /// <summary>The proof of one partition, or the sectors that stand in its way.</summary>
    /// <exception cref="RpcException">The worker refused, or could not do it; no other one is asked.</exception>
    public Task<WindowPoStResult> WindowAsync(RegisteredPoStProof proof, PostSectorChallenge[] sectors, int partition, Digest randomness,
        CancellationToken cancellationToken) =>
        AskAsync(TaskTypes.WindowPoSt, sectors[0].SealProof,
            (api, stop) => api.GenerateWindowPoStAsync((int)proof, miner, sectors, partition, randomness.Span.ToArray(), stop), cancellationToken);

    /// <summary>The proof of one sector that won.</summary>
    /// <exception cref="RpcException">As above.</exception>
    public Task<PoStProof[]?> WinningAsync(RegisteredPoStProof proof, PostSectorChallenge sector, Digest randomness,
        CancellationToken cancellationToken) =>
        AskAsync(TaskTypes.WinningPoSt, sector.SealProof,
            (api, stop) => api.GenerateWinningPoStAsync((int)proof, miner, [sector], randomness.Span.ToArray(), stop), cancellationToken);

    /// <summary>Whether any worker takes such calls now.</summary>
    public Task<bool> IsOfferedAsync(string task, CancellationToken cancellationToken) => scheduler.IsOfferedAsync(task, cancellationToken);

    /// <summary>Only a call that was lost with its connection goes to the next worker.</summary>
    private async Task<T> AskAsync<T>(string task, RegisteredSealProof sealProof, Func<IWorkerApi, CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken)
    {
        SectorRef sector = new(new SectorId(miner, 0), sealProof);
        while (true)
        {
            try
            {
                T? answer = default;
                await scheduler.ScheduleAsync(new SchedRequest(sector, task, 0, new TaskSelector(), null,
                    async (worker, stop) => answer = await worker.AskAsync(api => ask(api, stop)), cancellationToken));
                return answer!;
            }
            catch (RpcTransportException lost)
            {
                logger.LogWarning("{Task}: a worker was lost with the call, the next is asked in {Delay}: {Reason}", task, retry, lost.Message);
                await Task.Delay(retry, time, cancellationToken);
            }
        }
    }
}
