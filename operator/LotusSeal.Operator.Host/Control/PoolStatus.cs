using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Host.Control;

/// <summary>Writes statuses, when they say something new.</summary>
internal sealed class PoolStatus(ClusterClients clients, ClusterView cluster, OwnWrites writes, OperatorMetrics metrics)
{
    /// <summary>Writes a status; a pool that has gone meanwhile needs none.</summary>
    public async Task WriteAsync(V1Alpha1SealWorker pool, SealWorkerStatus status, CancellationToken cancellationToken)
    {
        if (!StatusComposer.IsChanged(pool.Status, status)) return;
        ObjectKey key = ObjectKey.Of(pool);
        byte[] body = ApplyBody.OfStatus(clients.Pools.Definition, new V1Alpha1SealWorker { Metadata = pool.Metadata, Status = status });
        try
        {
            V1Alpha1SealWorker written = await clients.Pools.ApplyStatusAsync(key, body, PoolBelongings.FieldManager, force: true, cancellationToken);
            metrics.StatusWritten(SealWorkerController.Name);
            writes.Add(key, cluster.Pools, written);
        }
        catch (KubernetesApiException error) when (error.IsNotFound)
        {
            // The watch tells that it is gone.
        }
    }
}
