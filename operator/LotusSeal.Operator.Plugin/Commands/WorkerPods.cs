using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>Tells pods of pools from others: what is said to any other pod nobody would hear.</summary>
internal static class WorkerPods
{
    /// <summary>The pod of a worker.</summary>
    /// <exception cref="PluginException">There is none of that name, or it is no worker of a pool.</exception>
    public static async Task<OwnedPod> ReadAsync(Cluster cluster, string name, CancellationToken cancellationToken)
    {
        V1Pod pod = await cluster.FindPodAsync(name, cancellationToken)
            ?? throw new PluginException($"there is no pod '{name}' in namespace {cluster.Namespace}");
        if (PoolOf(pod) is not { } pool || PodReader.Read(pool, pod) is not { } seen)
        {
            throw new PluginException($"pod '{name}' in namespace {cluster.Namespace} is no worker of a pool: it has no SealWorker as owner; "
                + $"{cluster.Hints.Kubectl(cluster.Namespace, $"get pods -l {PoolLabels.Pool}")} lists those");
        }

        return new OwnedPod(pool, pod, seen);
    }

    /// <summary>The pool that owns a pod; null when none does.</summary>
    public static string? PoolOf(V1Pod pod) => pod.Metadata.OwnerReferences?.FirstOrDefault(owner =>
        owner is { Controller: true, Kind: V1Alpha1SealWorker.KindName } && owner.ApiVersion.StartsWith($"{V1Alpha1SealWorker.GroupName}/", StringComparison.Ordinal))?.Name;
}

/// <summary>A pod of a pool.</summary>
/// <param name="Pool">The name of its pool.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Seen">What the operator reads from it.</param>
internal sealed record OwnedPod(string Pool, V1Pod Pod, ObservedPod Seen)
{
    public string Name => Seen.Name;
}
