using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>Reads and changes what the commands are about. Whatever fails is a <see cref="PluginException"/> that says what to do about it.</summary>
internal sealed class Cluster : IDisposable
{
    private static readonly EntityDefinition<V1Alpha1SealWorker> PoolDefinition = new(KubeJson.Options(SealWorkerJson.Default));
    private static readonly EntityDefinition<V1Pod> PodDefinition = new(KubeJson.Options());
    private static readonly EntityDefinition<V1PersistentVolumeClaim> ClaimDefinition = new(KubeJson.Options());

    private readonly ApiConnection _connection;
    private readonly EntityClient<V1Alpha1SealWorker> _pools;
    private readonly EntityClient<V1Pod> _pods;
    private readonly EntityClient<V1PersistentVolumeClaim> _claims;
    private readonly ApiFaults _faults;

    /// <param name="file">Where the cluster is.</param>
    /// <param name="hints">Makes commands that go to the same cluster.</param>
    /// <param name="ns">The namespace that was asked for; null for that of the context.</param>
    /// <param name="anyNamespace">Lists look everywhere.</param>
    /// <param name="time">Measures deadlines.</param>
    /// <param name="timeout">The deadline of a request.</param>
    /// <exception cref="PluginException">The kubeconfig leads nowhere.</exception>
    public Cluster(KubeConfigFile file, CommandHints hints, string? ns, bool anyNamespace, TimeProvider time, TimeSpan timeout)
    {
        KubernetesClientConfiguration configuration = file.Read();
        _faults = new ApiFaults(configuration.Host, hints);
        Hints = hints;
        Namespace = ns ?? (string.IsNullOrEmpty(configuration.Namespace) ? "default" : configuration.Namespace);
        Listed = anyNamespace ? null : Namespace;
        _connection = _faults.Connect(() => new ApiConnection(configuration, time, timeout, "kubectl-seal", file.Impersonation));
        _pools = new EntityClient<V1Alpha1SealWorker>(_connection, PoolDefinition);
        _pods = new EntityClient<V1Pod>(_connection, PodDefinition);
        _claims = new EntityClient<V1PersistentVolumeClaim>(_connection, ClaimDefinition);
    }

    /// <summary>The namespace of single objects.</summary>
    public string Namespace { get; }

    /// <summary>The namespace of lists; null for all.</summary>
    public string? Listed { get; }

    /// <summary>Commands that a person can copy.</summary>
    public CommandHints Hints { get; }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>A pool, or null.</summary>
    public Task<V1Alpha1SealWorker?> FindPoolAsync(string name, CancellationToken cancellationToken) =>
        FindPoolAsync(Namespace, name, cancellationToken);

    /// <summary>A pool of any namespace, or null.</summary>
    public Task<V1Alpha1SealWorker?> FindPoolAsync(string ns, string name, CancellationToken cancellationToken) => _faults.ExplainAsync(
        new ApiRequest("get", ApiRequest.Pools, name, ns), () => _pools.GetAsync(new ObjectKey(ns, name), cancellationToken), cancellationToken);

    /// <summary>A pool.</summary>
    /// <exception cref="PluginException">There is none of that name.</exception>
    public async Task<V1Alpha1SealWorker> PoolAsync(string name, CancellationToken cancellationToken) =>
        await FindPoolAsync(name, cancellationToken) ?? throw new PluginException(
            $"there is no pool '{name}' in namespace {Namespace}; {Hints.KubectlAnywhere("seal status -A")} lists all");

    /// <summary>The pools of the namespace, or of all, in order.</summary>
    public async Task<IReadOnlyList<V1Alpha1SealWorker>> PoolsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<V1Alpha1SealWorker> pools = await _faults.ExplainAsync(new ApiRequest("list", ApiRequest.Pools, null, Listed),
            () => _pools.ListAsync(new ListQuery(Listed), cancellationToken), cancellationToken);
        return [.. pools.OrderBy(pool => ObjectKey.Of(pool).ToString(), StringComparer.Ordinal)];
    }

    /// <summary>A pod, or null.</summary>
    public Task<V1Pod?> FindPodAsync(string name, CancellationToken cancellationToken) => _faults.ExplainAsync(
        new ApiRequest("get", ApiRequest.Pods, name, Namespace), () => _pods.GetAsync(Key(name), cancellationToken), cancellationToken);

    /// <summary>Pods by label.</summary>
    public Task<IReadOnlyList<V1Pod>> PodsAsync(string labelSelector, CancellationToken cancellationToken) => _faults.ExplainAsync(
        new ApiRequest("list", ApiRequest.Pods, null, Listed),
        () => _pods.ListAsync(new ListQuery(Listed, labelSelector), cancellationToken), cancellationToken);

    /// <summary>A claim, or null.</summary>
    public Task<V1PersistentVolumeClaim?> FindClaimAsync(string name, CancellationToken cancellationToken) => _faults.ExplainAsync(
        new ApiRequest("get", ApiRequest.Claims, name, Namespace), () => _claims.GetAsync(Key(name), cancellationToken), cancellationToken);

    /// <summary>Changes a pod that is still as it was read.</summary>
    /// <exception cref="ChangedMeanwhileException">It is not.</exception>
    public Task ChangeAsync(V1Pod pod, JsonObject patch, CancellationToken cancellationToken) => _faults.ExplainAsync(
        new ApiRequest("patch", ApiRequest.Pods, pod.Metadata.Name, pod.Metadata.NamespaceProperty),
        () => _pods.MergePatchAsync(ObjectKey.Of(pod), Patches.IfUnchanged(pod.Metadata, patch), null, cancellationToken), cancellationToken);

    /// <summary>Changes a pool that is still as it was read.</summary>
    /// <exception cref="ChangedMeanwhileException">It is not.</exception>
    public Task ChangeAsync(V1Alpha1SealWorker pool, JsonObject patch, CancellationToken cancellationToken) =>
        PatchAsync(pool, Patches.IfUnchanged(pool.Metadata, patch), cancellationToken);

    /// <summary>
    /// Changes a pool whatever else of it has changed since it was read: the operator writes its status at any time, which what a person wants need
    /// not wait for.
    /// </summary>
    /// <exception cref="ChangedMeanwhileException">Another pool has its name.</exception>
    public Task SetAsync(V1Alpha1SealWorker pool, JsonObject patch, CancellationToken cancellationToken) =>
        PatchAsync(pool, Patches.IfTheSame(pool.Metadata, patch), cancellationToken);

    private Task<V1Alpha1SealWorker> PatchAsync(V1Alpha1SealWorker pool, JsonObject patch, CancellationToken cancellationToken) =>
        _faults.ExplainAsync(new ApiRequest("patch", ApiRequest.Pools, pool.Metadata.Name, pool.Metadata.NamespaceProperty),
            () => _pools.MergePatchAsync(ObjectKey.Of(pool), patch, null, cancellationToken), cancellationToken);

    private ObjectKey Key(string name) => new(Namespace, name);
}
