using System.Globalization;
using System.Net;
using k8s.Models;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Observed;

/// <summary>Reads what decisions need from a pod.</summary>
public static class PodReader
{
    private const string RefusedReason = "UnexpectedAdmissionError";

    /// <summary>Reasons of a container that waits because its image cannot be had.</summary>
    private static readonly string[] ImageReasons = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"];

    /// <summary>More than any machine has: an amount of something that is counted in bytes must not overflow.</summary>
    private const int MostDevices = 1024;

    /// <summary>Resources that are no devices.</summary>
    private static readonly string[] PlainResources = ["cpu", "memory", "ephemeral-storage"];

    /// <summary>The pod as a worker of a pool; null when its name is none of the pool's.</summary>
    public static ObservedPod? Read(string pool, V1Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        if (PoolNames.Ordinal(pool, pod.Metadata.Name) is not { } ordinal) return null;
        IDictionary<string, string> annotations = pod.Metadata.Annotations ?? new Dictionary<string, string>();
        V1ContainerStatus? container = pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == WorkerContainers.WorkerName);
        PodPhase phase = Enum.TryParse(pod.Status?.Phase, out PodPhase known) ? known : PodPhase.Unknown;
        return new ObservedPod
        {
            Name = pod.Metadata.Name,
            Ordinal = ordinal,
            Uid = pod.Metadata.Uid,
            ResourceVersion = pod.Metadata.ResourceVersion,
            Revision = pod.Metadata.Labels is { } labels && labels.TryGetValue(PoolLabels.Revision, out string? revision) ? revision : "",
            IsUnlabelled = pod.Metadata.Labels is not { } all || !all.TryGetValue(PoolLabels.Pool, out string? label) || label != pool,
            Phase = pod.Status?.Phase is null ? PodPhase.Pending : phase,
            IsReady = pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true,
            IsTerminating = pod.Metadata.DeletionTimestamp is not null,
            IsRunning = container?.State?.Running is not null,
            HasRun = HasRun(container),
            Created = pod.Metadata.CreationTimestamp,
            Node = pod.Spec?.NodeName,
            Address = Address(pod),
            Drain = Mark(annotations),
            IsEvacuated = PoolAnnotations.IsOn(annotations, PoolAnnotations.Evacuated),
            IsDrainRequested = PoolAnnotations.IsOn(annotations, PoolAnnotations.DrainRequested),
            IsForced = PoolAnnotations.IsOn(annotations, PoolAnnotations.ForceDrain),
            Registered = annotations.TryGetValue(PoolAnnotations.Registered, out string? session) ? session : null,
            Failures = Count(annotations, PoolAnnotations.Failures),
            Refusals = Count(annotations, PoolAnnotations.Refusals),
            FailedAt = phase == PodPhase.Failed ? FailedAt(pod, container) : null,
            Problem = Problem(pod, phase, container),
            Restarts = container?.RestartCount ?? 0,
            Gpus = Gpus(pod),
        };
    }

    /// <summary>Whether the node refused the pod, so that it says nothing about the worker.</summary>
    public static bool IsRefusal(PodProblem? problem) => problem?.Kind == PodProblemKind.Refused;

    /// <summary>The port is that of the pod: the pool may have another one by now.</summary>
    private static IPEndPoint? Address(V1Pod pod)
    {
        int? port = (pod.Spec?.Containers ?? []).FirstOrDefault(container => container.Name == WorkerContainers.WorkerName)?.Ports?
            .FirstOrDefault(one => one.Name == WorkerContainers.PortName)?.ContainerPort;
        return port is { } known && IPAddress.TryParse(pod.Status?.PodIP, out IPAddress? address) ? new IPEndPoint(address, known) : null;
    }

    /// <summary>A mark that cannot be read is one all the same: the worker stays drained, and is never late.</summary>
    private static DrainMark? Mark(IDictionary<string, string> annotations)
    {
        if (!annotations.TryGetValue(PoolAnnotations.DrainReason, out string? text)) return null;
        DrainReason reason = Enum.TryParse(text, out DrainReason known) ? known : DrainReason.Requested;
        string started = annotations.TryGetValue(PoolAnnotations.DrainStarted, out string? time) ? time : "";
        bool isTime = DateTimeOffset.TryParse(started, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at);
        return new DrainMark(reason, isTime ? at : DateTimeOffset.MaxValue);
    }

    private static bool HasRun(V1ContainerStatus? container) =>
        container is { State.Running: not null } or { State.Terminated: not null } or { LastState.Terminated: not null } or { RestartCount: > 0 };

    private static int Count(IDictionary<string, string> annotations, string key) =>
        annotations.TryGetValue(key, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count : 0;

    private static DateTimeOffset? FailedAt(V1Pod pod, V1ContainerStatus? container) =>
        container?.State?.Terminated?.FinishedAt
        ?? pod.Status.Conditions?.Select(condition => condition.LastTransitionTime).Max()
        ?? pod.Status.StartTime
        ?? pod.Metadata.CreationTimestamp;

    private static PodProblem? Problem(V1Pod pod, PodPhase phase, V1ContainerStatus? container)
    {
        if (phase == PodPhase.Failed)
        {
            return new PodProblem(pod.Status.Reason == RefusedReason ? PodProblemKind.Refused : PodProblemKind.Failed,
                Text(pod.Status.Reason, pod.Status.Message) ?? "the pod has failed");
        }

        if (pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
        {
            bool volume = unscheduled.Message?.Contains("volume", StringComparison.OrdinalIgnoreCase) == true;
            return new PodProblem(volume ? PodProblemKind.VolumeNotBound : PodProblemKind.Unschedulable,
                unscheduled.Message ?? "no node takes the pod");
        }

        IEnumerable<V1ContainerStatus> containers = [.. pod.Status?.InitContainerStatuses ?? [], .. pod.Status?.ContainerStatuses ?? []];
        foreach (V1ContainerStateWaiting waiting in containers.Select(status => status.State?.Waiting).OfType<V1ContainerStateWaiting>())
        {
            if (ImageReasons.Contains(waiting.Reason)) return new PodProblem(PodProblemKind.Image, Text(waiting.Reason, waiting.Message)!);
            if (waiting.Reason == "CrashLoopBackOff")
                return new PodProblem(PodProblemKind.Crashing, Text(waiting.Reason, LastEnd(container) ?? waiting.Message)!);
        }

        return null;
    }

    private static string? LastEnd(V1ContainerStatus? container) => container?.LastState?.Terminated is { } end
        ? string.Create(CultureInfo.InvariantCulture, $"the worker ended with exit code {end.ExitCode}") : null;

    private static string? Text(string? reason, string? message) => (reason, message) switch
    {
        (null or "", null or "") => null,
        (null or "", _) => message,
        (_, null or "") => reason,
        _ => $"{reason}: {message}",
    };

    /// <summary>Devices in the real limits, whatever their names: a list of names would not know the next vendor's.</summary>
    private static int Gpus(V1Pod pod) => (pod.Spec?.Containers ?? [])
        .SelectMany(container => container.Resources?.Limits ?? new Dictionary<string, ResourceQuantity>())
        .Where(limit => !PlainResources.Contains(limit.Key) && !limit.Key.StartsWith("hugepages-", StringComparison.Ordinal))
        .Sum(limit => (int)Math.Clamp(limit.Value.ToInt64(), 0, MostDevices));
}
