using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror;

/// <summary>The workers of all pools, asked with the token of their pool. Every question has a deadline of a few seconds.</summary>
public interface IWorkers
{
    /// <summary>Asks a worker for its tasks, whether it is fenced, and its calls; null when it does not answer.</summary>
    /// <param name="pool">Its pool.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="drains">
    /// Whether it ends its work: then its storage paths are asked for, one long call waits until it is quiet, and since when it has been is kept.
    /// </param>
    /// <param name="look">What the miner says of it; null when the miner is not known.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    Task<WorkerAnswer?> AskAsync(
        V1Alpha1SealWorker pool, WorkerTarget worker, bool drains, MinerLook? look, CancellationToken cancellationToken);

    /// <summary>Switches kinds of tasks off; long names.</summary>
    Task DisableTasksAsync(V1Alpha1SealWorker pool, WorkerTarget worker, IReadOnlyList<string> tasks, CancellationToken cancellationToken);

    /// <summary>Fences it; what was seen of its quiet before counts no more.</summary>
    Task FenceAsync(V1Alpha1SealWorker pool, WorkerTarget worker, CancellationToken cancellationToken);

    /// <summary>Has it take its paths out of the miner's index.</summary>
    Task DetachStorageAsync(V1Alpha1SealWorker pool, WorkerTarget worker, CancellationToken cancellationToken);

    /// <summary>What a worker said of its calls when it was asked last; null when it said nothing. Nobody is asked for this.</summary>
    SaidCalls? CallsOf(string uid);

    /// <summary>A pod is gone: its open calls end.</summary>
    void Forget(string uid);
}
