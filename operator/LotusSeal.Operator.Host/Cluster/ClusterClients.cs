using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Host.Cluster;

/// <summary>What the operator reads and writes. Writes are fenced: only the leader's reach the API server.</summary>
internal sealed class ClusterClients
{
    /// <param name="connection">The way to the API server.</param>
    /// <param name="fence">Says whether this process leads.</param>
    /// <param name="limit">What all but drains wait for.</param>
    public ClusterClients(ApiConnection connection, IWriteFence fence, RequestLimit limit)
    {
        System.Text.Json.JsonSerializerOptions json = KubeJson.Options(SealWorkerJson.Default);
        Pools = new(connection, new EntityDefinition<V1Alpha1SealWorker>(json), fence, limit);
        Pods = new(connection, new EntityDefinition<V1Pod>(json), fence, limit);
        DrainedPods = new(connection, Pods.Definition, fence);
        Claims = new(connection, new EntityDefinition<V1PersistentVolumeClaim>(json), fence, limit);
        Services = new(connection, new EntityDefinition<V1Service>(json), fence, limit);
        Budgets = new(connection, new EntityDefinition<V1PodDisruptionBudget>(json), fence, limit);
        Policies = new(connection, new EntityDefinition<V1NetworkPolicy>(json), fence, limit);
        Nodes = new(connection, new EntityDefinition<V1Node>(json, namespaced: false), fence, limit);
        Secrets = new(connection, new EntityDefinition<V1Secret>(json), fence, limit);
        ConfigMaps = new(connection, new EntityDefinition<V1ConfigMap>(json), fence, limit);
        Events = new(connection, new EntityDefinition<Eventsv1Event>(json), fence);
    }

    public EntityClient<V1Alpha1SealWorker> Pools { get; }

    public EntityClient<V1Pod> Pods { get; }

    /// <summary>For what ends a drain, which waits for no turn.</summary>
    public EntityClient<V1Pod> DrainedPods { get; }

    public EntityClient<V1PersistentVolumeClaim> Claims { get; }

    public EntityClient<V1Service> Services { get; }

    public EntityClient<V1PodDisruptionBudget> Budgets { get; }

    public EntityClient<V1NetworkPolicy> Policies { get; }

    public EntityClient<V1Node> Nodes { get; }

    public EntityClient<V1Secret> Secrets { get; }

    public EntityClient<V1ConfigMap> ConfigMaps { get; }

    public EntityClient<Eventsv1Event> Events { get; }
}
