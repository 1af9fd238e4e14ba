using System.Text.RegularExpressions;
using k8s.Models;
using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Validation;

/// <summary>Every rule over several fields (spec/operator.md 6.2).</summary>
public static partial class SealWorkerRules
{
    /// <summary>A pod is named after its pool with an ordinal of up to three digits, and its host name has 63 characters at most.</summary>
    public const int LongestName = 59;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromHours(720);

    public static IReadOnlyList<PoolRule> All { get; } =
    [
        new("metadata.name", "the name of a pool starts with a letter and has at most 59 lower case letters, digits and hyphens: pods, their host "
            + "names and a Service are named after it",
            $"size(self.metadata.name) <= {LongestName} && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
            (pool, _) => (pool.Metadata.Name ?? "").Length <= LongestName && PoolName().IsMatch(pool.Metadata.Name ?? "")),
        .. Tasks(), .. Update(), .. Unchanging(),
        new("spec.gpu.resourceName", "the GPU is asked for by gpu.count; resources must not name it again",
            "!(has(self.resources.requests) && self.gpu.resourceName in self.resources.requests) "
            + "&& !(has(self.resources.limits) && self.gpu.resourceName in self.resources.limits)",
            (pool, _) => !Names(pool.Spec.Resources.Requests, pool.Spec.Gpu) && !Names(pool.Spec.Resources.Limits, pool.Spec.Gpu)),
        new("spec.drain.timeout", "a drain may last 720h at most", "duration(self.drain.timeout) <= duration('720h')",
            (pool, _) => Time(pool.Spec.Drain.Timeout) <= LongestDrain),
        new("spec.drain.quietPeriod", "quietPeriod has to be shorter than timeout, or no drain ends in time",
            "duration(self.drain.quietPeriod) < duration(self.drain.timeout)",
            (pool, _) => Time(pool.Spec.Drain.QuietPeriod) < Time(pool.Spec.Drain.Timeout)),
        new("spec.pod.env", "a variable that the operator sets cannot be set here: MINER_API_INFO, LOTUS_WORKER_PATH, NVIDIA_VISIBLE_DEVICES and the "
            + "like",
            $"!has(self.pod.env) || !self.pod.env.exists(v, v.name in [{string.Join(", ", OwnVariables.All.Select(name => $"'{name}'"))}])",
            (pool, _) => pool.Spec.Pod.Env?.Any(variable => OwnVariables.All.Contains(variable.Name)) != true),
        new("spec.pod.labels", "labels of lotusseal.io and app.kubernetes.io are the operator's",
            "!has(self.pod.labels) || !self.pod.labels.exists(k, k.startsWith('lotusseal.io/') || k.startsWith('app.kubernetes.io/'))",
            (pool, _) => pool.Spec.Pod.Labels?.Keys.Any(key => IsBelow(key, "lotusseal.io/") || IsBelow(key, "app.kubernetes.io/")) != true),
        new("spec.pod.annotations", "annotations of lotusseal.io are the operator's",
            "!has(self.pod.annotations) || !self.pod.annotations.exists(k, k.startsWith('lotusseal.io/'))",
            (pool, _) => pool.Spec.Pod.Annotations?.Keys.Any(key => IsBelow(key, "lotusseal.io/")) != true),
    ];

    private static PoolRule[] Tasks() =>
    [
        new("spec.tasks", "WDP and WNP stand alone: a worker that proves sectors takes no other task",
            $"size(self.tasks) == 1 || !self.tasks.exists(t, t in {TaskSets.InCel(TaskSets.StandAlone)})",
            (pool, _) => pool.Spec.Tasks.Count == 1 || !pool.Spec.Tasks.Any(TaskSets.StandAlone.Contains)),
        new("spec.storage", "AP, PC1, PC2, UNS, RU, GSK and DL need storage.sealing",
            $"has(self.storage.sealing) || !self.tasks.exists(t, t in {TaskSets.InCel(TaskSets.NeedSealing)})",
            (pool, _) => pool.Spec.Storage.Sealing is not null || !pool.Spec.Tasks.Any(TaskSets.NeedSealing.Contains)),
        new("spec.storage", "C2, PR2, WDP and WNP need storage.parameters",
            $"has(self.storage.parameters) || !self.tasks.exists(t, t in {TaskSets.InCel(TaskSets.NeedParameters)})",
            (pool, _) => pool.Spec.Storage.Parameters is not null || !pool.Spec.Tasks.Any(TaskSets.NeedParameters.Contains)),
    ];

    private static PoolRule[] Update() =>
    [
        new("spec.update", "maxUnavailable and maxSurge cannot both be zero: no worker could ever be replaced",
            $"!({IsZeroInCel("maxUnavailable")} && {IsZeroInCel("maxSurge")})",
            (pool, _) => !(IsZero(pool.Spec.Update.MaxUnavailable) && IsZero(pool.Spec.Update.MaxSurge))),
        new("spec.update.maxSurge", "maxSurge has to be 0 with storage.sealing.hostPath and with network.mode HostNetwork: two workers would meet on "
            + "one folder or port",
            $"{IsZeroInCel("maxSurge")} || !(self.network.mode == 'HostNetwork' || has(self.storage.sealing) && has(self.storage.sealing.hostPath))",
            (pool, _) => IsZero(pool.Spec.Update.MaxSurge)
                || !(pool.Spec.Network.Mode == NetworkMode.HostNetwork || pool.Spec.Storage.Sealing?.HostPath is not null)),
    ];

    private static PoolRule[] Unchanging() =>
    [
        new("spec.implementation", "implementation cannot be changed: make another pool and delete this one",
            "self.implementation == oldSelf.implementation", (pool, old) => old is null || pool.Spec.Implementation == old.Spec.Implementation),
        new("spec.storage", "the kind of storage.sealing cannot be changed: sectors live there. Make another pool and delete this one",
            "has(self.storage.sealing) == has(oldSelf.storage.sealing) && (!has(self.storage.sealing) || "
            + "(has(self.storage.sealing.claim) == has(oldSelf.storage.sealing.claim) "
            + "&& has(self.storage.sealing.hostPath) == has(oldSelf.storage.sealing.hostPath) "
            + "&& has(self.storage.sealing.emptyDir) == has(oldSelf.storage.sealing.emptyDir)))",
            (pool, old) => old is null || KindOf(pool.Spec.Storage.Sealing) == KindOf(old.Spec.Storage.Sealing)),
        new("spec.storage", "storageClassName and accessModes of storage.sealing.claim cannot be changed",
            ForBothClaims("has(self.storage.sealing.claim.storageClassName) == has(oldSelf.storage.sealing.claim.storageClassName) "
                + "&& (!has(self.storage.sealing.claim.storageClassName) "
                + "|| self.storage.sealing.claim.storageClassName == oldSelf.storage.sealing.claim.storageClassName) "
                + "&& self.storage.sealing.claim.accessModes == oldSelf.storage.sealing.claim.accessModes"),
            (pool, old) => Claims(pool, old) is not var (now, before) || (now.StorageClassName == before.StorageClassName
                && now.AccessModes.ToHashSet().SetEquals(before.AccessModes))),
        new("spec.storage", "storage.sealing.claim.size can only grow",
            ForBothClaims("quantity(self.storage.sealing.claim.size).compareTo(quantity(oldSelf.storage.sealing.claim.size)) >= 0"),
            (pool, old) => Claims(pool, old) is not var (now, before) || Quantities.Compare(now.Size, before.Size) >= 0),
    ];

    private static string ForBothClaims(string rule) =>
        "!has(self.storage.sealing) || !has(self.storage.sealing.claim) || !has(oldSelf.storage.sealing) || !has(oldSelf.storage.sealing.claim) || ("
        + rule + ")";

    private static string IsZeroInCel(string field) => $"(self.update.{field} == 0 || self.update.{field} == '0%')";

    private static bool IsZero(IntOrString value) => value.Value is "0" or "0%";

    private static bool Names(IDictionary<string, ResourceQuantity>? resources, GpuSpec gpu) => resources?.ContainsKey(gpu.ResourceName) == true;

    private static bool IsBelow(string key, string domain) => key.StartsWith(domain, StringComparison.Ordinal);

    private static string KindOf(SealingStorage? storage) => storage switch
    {
        null => "",
        { Claim: not null } => "claim",
        { HostPath: not null } => "hostPath",
        _ => "emptyDir",
    };

    private static (ClaimSpec Now, ClaimSpec Before)? Claims(V1Alpha1SealWorker pool, V1Alpha1SealWorker? old) =>
        pool.Spec.Storage.Sealing?.Claim is { } now && old?.Spec.Storage.Sealing?.Claim is { } before ? (now, before) : null;

    /// <summary>A text that is no duration counts as too long, as it does for the API server.</summary>
    private static TimeSpan Time(string text)
    {
        try
        {
            return DurationText.Parse(text);
        }
        catch (FormatException)
        {
            return TimeSpan.MaxValue;
        }
    }

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex PoolName();
}
