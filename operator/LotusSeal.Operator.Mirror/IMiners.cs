using LotusSeal.KubeOps.Client;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Mirror;

/// <summary>
/// The miners of all pools. Each is asked in the background, by one loop for all pools with the same address, token and certificates, while pools
/// look at it.
/// </summary>
public interface IMiners
{
    /// <summary>The last answer of the pool's miner, without waiting for it. The first look begins to ask.</summary>
    /// <remarks>The Secret is read again at most once a minute, and sooner after the miner has refused the token.</remarks>
    Task<MinerAnswer> LookAsync(V1Alpha1SealWorker pool, CancellationToken cancellationToken);

    /// <summary>Tells the miner to wait for jobs no longer. One that it does not know any more is no error.</summary>
    Task AbortJobsAsync(V1Alpha1SealWorker pool, IReadOnlyList<CallId> calls, CancellationToken cancellationToken);

    /// <summary>Takes addresses of paths out of the miner's index. One that is not there is no error.</summary>
    Task DetachPathsAsync(V1Alpha1SealWorker pool, IReadOnlyList<PathAddress> paths, CancellationToken cancellationToken);

    /// <summary>A pool is gone; a miner that no pool looks at is not asked any more.</summary>
    void Forget(ObjectKey pool);
}
