using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using KubeOps.Abstractions.Events;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Watcher;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Host.Metrics;
using LotusSeal.Operator.Host.Observability;
using LotusSeal.Operator.Mirror;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Status;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Host.Control;

/// <summary>Does what was planned. Everything in it may be done again; what has changed since it was planned is left for the next look.</summary>
internal sealed class PoolActuator(
    ClusterClients clients, ClusterView cluster, IMiners miners, IWorkers workers, PodRejections rejections, OwnWrites writes, PoolMetrics metrics,
    EventPublisher say, OperatorSettings settings, TimeProvider time, ILogger logger)
{
    private const string TrueText = "true", AnnotationsField = "annotations";

    /// <summary>Does one thing.</summary>
    /// <param name="seen">What was planned from.</param>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KubernetesApiException">The API server refused it.</exception>
    public async Task DoAsync(PoolObservation seen, PoolAction action, CancellationToken cancellationToken)
    {
        V1Alpha1SealWorker pool = seen.Pool;
        logger.Does(ObjectKey.Of(pool).ToString(), ActionText.Of(action));
        await (action switch
        {
            CreateClaim create => CreateClaimAsync(pool, create, cancellationToken),
            GrowClaim grow => GrowClaimAsync(pool, grow, cancellationToken),
            MarkClaim mark => AnnotateClaimAsync(
                pool, mark.Ordinal, PoolAnnotations.Evacuated, mark.IsEvacuated ? TrueText : null, cancellationToken),
            MarkClaimGivenUp mark => AnnotateClaimAsync(
                pool, mark.Ordinal, PoolAnnotations.GivenUp, mark.IsGivenUp ? TrueText : null, cancellationToken),
            MarkClaimUsed used => AnnotateClaimAsync(pool, used.Ordinal, PoolAnnotations.Unused, null, cancellationToken),
            DeleteClaim delete => DeleteClaimAsync(pool, delete, cancellationToken),
            CreatePod create => CreatePodAsync(seen, create, cancellationToken),
            DeletePod delete => DeletePodAsync(seen, delete, cancellationToken),
            MarkDrain mark => MarkDrainAsync(seen, mark, cancellationToken),
            MarkEvacuated mark => AnnotateAsync(
                pool, mark.Pod, mark.Uid, cancellationToken, (PoolAnnotations.Evacuated, mark.IsEvacuated ? TrueText : null)),
            BindPlaces bind => BindAsync(pool, bind, cancellationToken),
            LabelPod label => LabelAsync(pool, label.Pod, label.Uid, cancellationToken),
            RememberRegistration remember => RememberAsync(seen, remember, cancellationToken),
            DisableTasks disable => AtWorkerAsync(pool, disable.Pod, worker =>
                workers.DisableTasksAsync(pool, worker, disable.Tasks, cancellationToken)),
            FenceWorker fence => AtWorkerAsync(pool, fence.Pod, worker => workers.FenceAsync(pool, worker, cancellationToken)),
            DetachStorage detach => DetachStorageAsync(pool, detach, cancellationToken),
            AbortJobs abort => AbortAsync(pool, abort, cancellationToken),
            DetachPaths detach => miners.DetachPathsAsync(pool, detach.Paths, cancellationToken),
            RemoveFinalizer remove => say(pool, "Released", remove.Why, EventType.Normal, cancellationToken),
            _ => throw new InvalidOperationException($"nobody knows how to do {action.GetType().Name}"),
        });
    }

    private async Task CreateClaimAsync(V1Alpha1SealWorker pool, CreateClaim create, CancellationToken cancellationToken)
    {
        V1PersistentVolumeClaim claim = PoolObjects.Claim(pool, create.Ordinal)!;
        try
        {
            Wrote(pool, cluster.Claims, await clients.Claims.CreateAsync(claim, cancellationToken), isNew: true);
        }
        catch (KubernetesApiException error) when (error.IsAlreadyExists)
        {
            // Of an earlier life of the pool, or made by a person: used as it is.
        }
    }

    private async Task GrowClaimAsync(V1Alpha1SealWorker pool, GrowClaim grow, CancellationToken cancellationToken)
    {
        JsonObject patch = new()
        {
            ["spec"] = new JsonObject { ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = grow.Size } } },
        };
        Wrote(pool, cluster.Claims, await clients.Claims.MergePatchAsync(ClaimKey(pool, grow.Ordinal), patch, null, cancellationToken));
    }

    private async Task AnnotateClaimAsync(
        V1Alpha1SealWorker pool, int ordinal, string name, string? value, CancellationToken cancellationToken)
    {
        ObjectKey key = ClaimKey(pool, ordinal);
        if (cluster.Claims.Get(key) is not { } claim) return;
        JsonObject patch = Metadata(claim.Metadata.Uid, AnnotationsField, [(name, value)]);
        await PatchAsync(pool, clients.Claims, cluster.Claims, key, patch, cancellationToken);
    }

    private async Task DeleteClaimAsync(V1Alpha1SealWorker pool, DeleteClaim delete, CancellationToken cancellationToken)
    {
        ObjectKey key = ClaimKey(pool, delete.Ordinal);
        if (cluster.Claims.Get(key) is not { } claim) return;
        // As it was when it was decided about: a mark that was taken away meanwhile must count.
        DeleteConditions conditions = new(claim.Metadata.Uid, claim.Metadata.ResourceVersion);
        await UnlessChangedAsync(async () =>
        {
            await clients.Claims.DeleteAsync(key, conditions, cancellationToken);
            writes.AddDeleted(ObjectKey.Of(pool), cluster.Claims, key, claim.Metadata.Uid);
            await say(pool, "ClaimDeleted", $"claim {key.Name} is deleted: a drain has proved it empty", EventType.Normal, cancellationToken);
        });
    }

    private async Task CreatePodAsync(PoolObservation seen, CreatePod create, CancellationToken cancellationToken)
    {
        V1Alpha1SealWorker pool = seen.Pool;
        ObjectKey key = ObjectKey.Of(pool);
        if (rejections.Wait(key, pool.Metadata.Generation) > TimeSpan.Zero) return;
        V1Pod pod = WorkerPod.Render(new WorkerPodContext(pool, settings, create.Ordinal)
        {
            CredentialHash = seen.Credentials.Hash,
            SectorSize = seen.LastMiner?.SectorSize is { Length: > 0 } size ? size : null,
            Failures = create.Failures,
            Refusals = create.Refusals,
            Node = create.Node,
            Drain = create.Drain,
        });
        try
        {
            Wrote(pool, cluster.Pods, await clients.Pods.CreateAsync(pod, cancellationToken), isNew: true);
            rejections.Clear(key);
            if (create.Drain is not null)
                await say(pool, "DrainStarted", $"pod {pod.Metadata.Name} is made to empty its volume: the pool is smaller now", EventType.Normal,
                    cancellationToken);
        }
        catch (KubernetesApiException error) when (error.IsAlreadyExists)
        {
            // The watch may be behind, or brings it no more because somebody has taken its label off.
            if (await clients.Pods.GetAsync(ObjectKey.Of(pod), cancellationToken) is not { } there) return;
            if (ClusterView.IsOf(pool, there))
            {
                if (PodReader.Read(key.Name, there) is { IsUnlabelled: true } lost) await LabelAsync(pool, lost.Name, lost.Uid, cancellationToken);
                return;
            }

            await RejectAsync(pool, $"pod {pod.Metadata.Name} is there and does not belong to this pool", cancellationToken);
        }
        catch (KubernetesApiException error) when (!error.IsTransient)
        {
            await RejectAsync(pool, StatusLimits.Cut($"pod {pod.Metadata.Name} was refused: {error.Message}"), cancellationToken);
        }
    }

    private Task RejectAsync(V1Alpha1SealWorker pool, string message, CancellationToken cancellationToken)
    {
        rejections.Set(ObjectKey.Of(pool), pool.Metadata.Generation, message);
        return say(pool, "PodRejected", message, EventType.Warning, cancellationToken);
    }

    private async Task DeletePodAsync(PoolObservation seen, DeletePod delete, CancellationToken cancellationToken)
    {
        V1Alpha1SealWorker pool = seen.Pool;
        await UnlessChangedAsync(async () =>
        {
            DeleteConditions conditions = new(delete.Uid, delete.ResourceVersion, delete.GraceSeconds);
            bool isDeleted = await clients.DrainedPods.DeleteAsync(PodKey(pool, delete.Pod), conditions, cancellationToken);
            writes.AddDeleted(ObjectKey.Of(pool), cluster.Pods, PodKey(pool, delete.Pod), delete.Uid, isAtOnce: delete.GraceSeconds == 0);
            if (!isDeleted) return;
            ObservedPod? pod = seen.Pods.FirstOrDefault(one => one.Uid == delete.Uid);
            if (pod?.Drain is { } mark) metrics.Drained(ObjectKey.Of(pool), mark, delete.Ground, time.GetUtcNow());
            if (delete.Ground == DeleteGround.Failed) metrics.Replaced(ObjectKey.Of(pool), pod?.Problem?.Kind.ToString() ?? "Ended");
            EventType type = delete.Ground is DeleteGround.Failed or DeleteGround.Forced or DeleteGround.Lost ? EventType.Warning : EventType.Normal;
            await say(pool, "WorkerRemoved", $"pod {delete.Pod} is deleted: {delete.Why}", type, cancellationToken);
        });
    }

    private async Task MarkDrainAsync(PoolObservation seen, MarkDrain mark, CancellationToken cancellationToken)
    {
        await AnnotateAsync(seen.Pool, mark.Pod, mark.Uid, cancellationToken, PoolAnnotations.Of(new DrainMark(mark.Reason, mark.Started)));
        await say(seen.Pool, "DrainStarted", $"pod {mark.Pod} ends its work: {Words(mark.Reason)}", EventType.Normal, cancellationToken);
    }

    private async Task RememberAsync(PoolObservation seen, RememberRegistration remember, CancellationToken cancellationToken)
    {
        string session = remember.Session.ToString();
        await AnnotateAsync(seen.Pool, remember.Pod, remember.Uid, cancellationToken, (PoolAnnotations.Registered, session));
        bool isFirst = seen.Pods.Any(pod => pod.Uid == remember.Uid && pod.Registered is null);
        if (isFirst && cluster.Pods.Get(PodKey(seen.Pool, remember.Pod))?.Metadata.CreationTimestamp is { } created)
            metrics.Started(ObjectKey.Of(seen.Pool), time.GetUtcNow() - created);
    }

    private Task BindAsync(V1Alpha1SealWorker pool, BindPlaces bind, CancellationToken cancellationToken)
    {
        JsonObject patch = Metadata(pool.Metadata.Uid, AnnotationsField, [(PoolAnnotations.Nodes, bind.Nodes)]);
        return PatchAsync(pool, clients.Pools, cluster.Pools, ObjectKey.Of(pool), patch, cancellationToken);
    }

    private Task LabelAsync(V1Alpha1SealWorker pool, string pod, string uid, CancellationToken cancellationToken)
    {
        JsonObject patch = Metadata(uid, "labels", PoolLabels.Of(pool.Metadata.Name).Select(label => (label.Key, (string?)label.Value)));
        return PatchAsync(pool, clients.DrainedPods, cluster.Pods, PodKey(pool, pod), patch, cancellationToken, isNew: true);
    }

    private async Task AbortAsync(V1Alpha1SealWorker pool, AbortJobs abort, CancellationToken cancellationToken)
    {
        await miners.AbortJobsAsync(pool, abort.Calls, cancellationToken);
        string sectors = string.Join(", ", abort.Calls.Select(call => call.Sector.Number.ToString(CultureInfo.InvariantCulture)).Distinct());
        await say(pool, "JobsGivenUp", $"{abort.Worker}: the miner waits no longer for {abort.Calls.Count} jobs, of sectors {sectors}",
            EventType.Warning, cancellationToken);
    }

    private async Task DetachStorageAsync(V1Alpha1SealWorker pool, DetachStorage detach, CancellationToken cancellationToken)
    {
        try
        {
            await AtWorkerAsync(pool, detach.Pod, worker => workers.DetachStorageAsync(pool, worker, cancellationToken));
        }
        catch (MirrorException) when (detach.Otherwise.Count > 0)
        {
            // Whoever gives its work up does not wait for it; its own fault is told with each look at it.
            await miners.DetachPathsAsync(pool, detach.Otherwise, cancellationToken);
        }
    }

    private async Task AtWorkerAsync(V1Alpha1SealWorker pool, string pod, Func<WorkerTarget, Task> act)
    {
        if (cluster.Pods.Get(PodKey(pool, pod)) is { } there && PodReader.Read(pool.Metadata.Name, there) is { } read
            && PoolObserver.TargetOf(read) is { } target) await act(target);
    }

    private Task AnnotateAsync(
        V1Alpha1SealWorker pool, string pod, string uid, CancellationToken cancellationToken, params (string Name, string? Value)[] annotations) =>
        PatchAsync(pool, clients.DrainedPods, cluster.Pods, PodKey(pool, pod), Metadata(uid, AnnotationsField, annotations), cancellationToken);

    private Task PatchAsync<TEntity>(
        V1Alpha1SealWorker pool, EntityClient<TEntity> client, EntityCache<TEntity> cache, ObjectKey key, JsonObject patch,
        CancellationToken cancellationToken, bool isNew = false) where TEntity : class, k8s.IKubernetesObject<V1ObjectMeta> =>
        UnlessChangedAsync(async () => Wrote(pool, cache, await client.MergePatchAsync(key, patch, null, cancellationToken), isNew));

    /// <summary>An object that has gone, or is another one by now, is looked at anew.</summary>
    private static async Task UnlessChangedAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (KubernetesApiException error) when (error.IsNotFound || error.IsConflict)
        {
            // The watch brings what it is now.
        }
    }

    private void Wrote<TEntity>(V1Alpha1SealWorker pool, EntityCache<TEntity> cache, TEntity written, bool isNew = false)
        where TEntity : class, k8s.IKubernetesObject<V1ObjectMeta> => writes.Add(ObjectKey.Of(pool), cache, written, isNew);

    /// <summary>A patch of labels or annotations that is refused when the object is another one by now; null takes one away.</summary>
    private static JsonObject Metadata(string uid, string field, IEnumerable<(string Name, string? Value)> values)
    {
        JsonObject changed = [];
        foreach ((string name, string? value) in values) changed[name] = value;
        return new JsonObject { ["metadata"] = new JsonObject { ["uid"] = uid, [field] = changed } };
    }

    private static ObjectKey PodKey(V1Alpha1SealWorker pool, string pod) => new(pool.Metadata.NamespaceProperty, pod);

    private static ObjectKey ClaimKey(V1Alpha1SealWorker pool, int ordinal) =>
        new(pool.Metadata.NamespaceProperty, PoolNames.SealingClaim(pool.Metadata.Name, ordinal));

    private static string Words(DrainReason reason) => reason switch
    {
        DrainReason.Update => "its specification has changed",
        DrainReason.ScaleDown => "the pool is smaller now",
        DrainReason.Deletion => "the pool is deleted",
        DrainReason.NodeCordoned => "its node takes nothing new",
        DrainReason.GpuLost => "it has lost a GPU",
        DrainReason.Suspend => "the pool is suspended",
        _ => "somebody has asked for it",
    };
}
