using System.Text.Json;
using System.Text.Json.Nodes;
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
            // An apply takes away nothing that others have written; what a status says must be true, as decisions are made from it.
            if (StatusComposer.IsChanged(written.Status, status))
                written = await clients.Pools.MergePatchAsync(key, Exactly(written, status), "status", cancellationToken);
            metrics.StatusWritten(SealWorkerController.Name);
            writes.Add(key, cluster.Pools, written);
        }
        catch (KubernetesApiException error) when (error.IsNotFound)
        {
            // The watch tells that it is gone.
        }
    }

    private static JsonObject Exactly(V1Alpha1SealWorker stored, SealWorkerStatus status) => new()
    {
        ["metadata"] = new JsonObject { ["uid"] = stored.Metadata.Uid },
        ["status"] = Exactly(Node(stored.Status!), Node(status)),
    };

    /// <summary>A merge patch that leaves nothing of what is stored beside what is wanted.</summary>
    private static JsonObject Exactly(JsonObject stored, JsonObject wanted)
    {
        JsonObject patch = [];
        foreach ((string name, JsonNode? _) in stored) patch[name] = null;
        foreach ((string name, JsonNode? value) in wanted)
            patch[name] = value is JsonObject want && stored[name] is JsonObject has ? Exactly(has, want) : value?.DeepClone();
        return patch;
    }

    private static JsonObject Node(SealWorkerStatus status) =>
        JsonSerializer.SerializeToNode(status, SealWorkerJson.Default.SealWorkerStatus)!.AsObject();
}
