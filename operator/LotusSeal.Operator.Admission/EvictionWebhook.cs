using k8s.Models;
using KubeOps.Operator.Web.Webhooks.Admission.Validation;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Watcher;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Admission;

/// <summary>
/// Refuses the eviction of a worker that is not drained, says what it does and until when, and asks for its drain, so that a `kubectl drain` gets
/// through in the end. The budget of the pool stands behind it where it is not there; the API server asks this first.
/// </summary>
/// <param name="pods">At least the pods of pools.</param>
/// <param name="pools">The pools with their status.</param>
/// <param name="drains">Asks for drains.</param>
public sealed class EvictionWebhook(EntityCache<V1Pod> pods, EntityCache<V1Alpha1SealWorker> pools, IDrainRequests drains)
    : ValidationWebhook<V1Eviction>
{
    private const int TooManyRequests = 429;

    /// <inheritdoc/>
    public override async Task<ValidationResult> CreateAsync(V1Eviction entity, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        // Before everything was listed, a pod that is not known may be a worker all the same.
        await Task.WhenAll(pods.Synced, pools.Synced).WaitAsync(cancellationToken);
        string? ns = entity.Metadata.NamespaceProperty;
        if (pods.Get(new ObjectKey(ns, entity.Metadata.Name)) is not { } pod || PoolOf(pod) is not { } name) return Success();
        EvictionVerdict verdict = EvictionVerdict.Of(pod, pools.Get(new ObjectKey(ns, name)));
        if (verdict.Refusal is null) return Success();
        // `kubectl drain --dry-run=server` says so in the object, and not in the request.
        bool isDryRun = dryRun || entity.DeleteOptions?.DryRun is { Count: > 0 };
        if (verdict.AsksForDrain && !isDryRun) drains.Ask(ObjectKey.Of(pod), pod.Metadata.Uid);
        return Fail(verdict.Refusal, TooManyRequests);
    }

    private static string? PoolOf(V1Pod pod) =>
        pod.Metadata.Labels is { } labels && labels.TryGetValue(PoolLabels.Pool, out string? name) ? name : null;
}
