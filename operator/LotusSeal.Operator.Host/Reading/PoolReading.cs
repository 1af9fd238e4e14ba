using k8s;
using LotusSeal.KubeOps.Access;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Mirror;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>The parts that answer <c>GET /pools</c>, joined.</summary>
internal sealed class PoolReading : IDisposable
{
    private readonly ApiConnection _connection;
    private readonly AccessVerdicts _verdicts;

    /// <param name="access">The operator's own way to the API server, of which only address and trust are used.</param>
    /// <param name="cluster">What is there.</param>
    /// <param name="workers">What workers said when they were asked.</param>
    /// <param name="replica">This process.</param>
    /// <param name="isReady">Whether everything has been listed.</param>
    /// <param name="time">The clock.</param>
    public PoolReading(KubernetesClientConfiguration access, ClusterView cluster, IWorkers workers, Func<Replica> replica, Func<bool> isReady,
        TimeProvider time)
    {
        _connection = ApiConnection.WithoutCredentials(access, time, PoolReaders.Deadline);
        _verdicts = new AccessVerdicts(new SelfAccessReviewer(_connection), new AccessVerdictsOptions(), time);
        PoolReaders readers = new(_verdicts, () => cluster.Pools.List().Select(pool => pool.Metadata.NamespaceProperty), time);
        Endpoint = new PoolsEndpoint(readers, new PoolSights(cluster, workers, time), replica, isReady, time);
    }

    /// <summary>Answers.</summary>
    public PoolsEndpoint Endpoint { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Endpoint.Dispose();
        _verdicts.Dispose();
        _connection.Dispose();
    }
}
