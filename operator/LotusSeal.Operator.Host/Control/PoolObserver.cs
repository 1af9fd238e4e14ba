using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Mirror;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Host.Control;

/// <summary>Collects what a decision about a pool is made from: caches, the miner's last answer, and what workers say that matter just now.</summary>
internal sealed class PoolObserver(
    ClusterClients clients, ClusterView cluster, IMiners miners, IWorkers workers, PodRejections rejections, TimeProvider time)
{
    /// <summary>Looks at a pool.</summary>
    public async Task<PoolObservation> LookAsync(V1Alpha1SealWorker pool, CancellationToken cancellationToken)
    {
        MinerAnswer miner = await miners.LookAsync(pool, cancellationToken);
        IReadOnlyList<V1Pod> known = cluster.PodsOf(pool);
        (IReadOnlyList<V1Pod> strays, IReadOnlySet<string> released) = await StraysAsync(pool, known, cancellationToken);
        IReadOnlyList<V1Pod> pods = [.. known, .. strays];
        ObservedClaim[] claims =
            [.. cluster.ClaimsOf(pool).Select(claim => ClaimReader.Read(pool.Metadata.Name, claim)).OfType<ObservedClaim>()];
        PoolObservation seen = new(pool, time.GetUtcNow())
        {
            Pods = [.. pods.Select(pod => PodReader.Read(pool.Metadata.Name, pod)).OfType<ObservedPod>()],
            ReleasedPods = released,
            Claims = claims,
            Nodes = cluster.NodesOf(pods.Select(pod => pod.Spec?.NodeName).Concat(claims.Select(claim => claim.Node)).OfType<string>()
                .Concat(PlaceNodes.Read(pool).Values)),
            LastMiner = miner.LastView,
            MinerProblem = miner.Problem,
            Credentials = miner.Credentials,
            PodRejection = rejections.Of(ObjectKey.Of(pool)),
        };
        return seen with { Pods = await AskAsync(seen, cancellationToken) };
    }

    /// <summary>Where a worker can be asked; null while its pod has no address.</summary>
    public static WorkerTarget? TargetOf(ObservedPod pod) => pod.Address is { } address ? new WorkerTarget(pod.Uid, pod.Name, address) : null;

    /// <summary>
    /// Looks by name for pods that the status lists and no watch brings. One whose label or owner somebody has taken off still runs, and what the
    /// miner waits for from it must not be given up.
    /// </summary>
    private async Task<(IReadOnlyList<V1Pod> Strays, IReadOnlySet<string> Released)> StraysAsync(
        V1Alpha1SealWorker pool, IReadOnlyList<V1Pod> known, CancellationToken cancellationToken)
    {
        HashSet<string> names = [.. (pool.Status?.Workers ?? []).Where(entry => entry.Managed).Select(entry => entry.Name)
            .Where(name => PoolNames.Ordinal(pool.Metadata.Name, name) is not null)];
        names.ExceptWith(known.Select(pod => pod.Metadata.Name));
        List<V1Pod> strays = [];
        HashSet<string> released = [];
        foreach (string name in names)
        {
            if (await clients.Pods.GetAsync(new ObjectKey(pool.Metadata.NamespaceProperty, name), cancellationToken) is not { } pod) continue;
            if (ClusterView.IsOf(pool, pod)) strays.Add(pod);
            else released.Add(name);
        }

        return (strays, released);
    }

    /// <summary>Asks the workers that drain, have work or have GPUs; nothing about the others depends on what they say.</summary>
    private async Task<IReadOnlyList<ObservedPod>> AskAsync(PoolObservation seen, CancellationToken cancellationToken) =>
        await Task.WhenAll(WorkerMatcher.Match(seen).Select(async worker =>
        {
            ObservedPod pod = worker.Pod;
            // At the address of one whose node is gone there may be another by now.
            if (!pod.IsRunning || pod.IsTerminating || worker.IsLost) return pod;
            // A GPU is lost without a task as well.
            if (pod is { Drain: null, Gpus: 0 } && !worker.HasWork) return pod;
            if (TargetOf(pod) is not { } target) return pod;
            MinerLook? look = seen.Miner is { } miner ? new MinerLook(miner.At, worker.HasWork) : null;
            return pod with { Answer = await workers.AskAsync(seen.Pool, target, pod.Drain is not null, look, cancellationToken) };
        }));
}
