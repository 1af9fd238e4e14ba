using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Validation;

/// <summary>
/// The one check of a pool, called before it is stored and before anything is done for it. It knows the rules that the API server knows, and what
/// an API server cannot say.
/// </summary>
public static class SealWorkerValidator
{
    private const string HugePages = "hugepages-";

    /// <summary>Checks a pool whose single fields the API server has found good.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="old">The pool before a change; null for a new one, and where nobody knows.</param>
    public static PoolCheck Check(V1Alpha1SealWorker pool, V1Alpha1SealWorker? old = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        List<PoolFault> faults =
            [.. SealWorkerRules.All.Where(rule => !rule.Holds(pool, old)).Select(rule => new PoolFault(rule.Field, rule.Message))];
        SealWorkerSpec spec = pool.Spec;
        CheckMiner(spec.Miner, faults);
        CheckDuration("spec.drain.timeout", spec.Drain.Timeout, faults);
        CheckDuration("spec.drain.quietPeriod", spec.Drain.QuietPeriod, faults);
        CheckStorage(spec.Storage, faults);
        CheckHugePages(spec.Resources, faults);
        CheckPod(spec.Pod, faults);
        return new PoolCheck(faults, [.. Warnings(spec)]);
    }

    private static void CheckMiner(MinerSpec miner, List<PoolFault> faults)
    {
        try
        {
            ApiInfo.Parse(miner.Address, "the address");
        }
        catch (FormatException e)
        {
            faults.Add(new PoolFault("spec.miner.address", e.Message));
        }

        CheckDuration("spec.miner.pollInterval", miner.PollInterval, faults);
        CheckDuration("spec.miner.requestTimeout", miner.RequestTimeout, faults);
    }

    private static void CheckDuration(string field, string text, List<PoolFault> faults)
    {
        try
        {
            if (DurationText.Parse(text) <= TimeSpan.Zero) faults.Add(new PoolFault(field, "a duration longer than nothing is needed"));
        }
        catch (FormatException e)
        {
            faults.Add(new PoolFault(field, e.Message));
        }
    }

    private static void CheckStorage(PoolStorage storage, List<PoolFault> faults)
    {
        if (storage.Sealing is { } sealing)
        {
            CheckOne("spec.storage.sealing", "claim, hostPath or emptyDir", faults, sealing.Claim, sealing.HostPath, sealing.EmptyDir);
            CheckQuantity("spec.storage.sealing.claim.size", sealing.Claim?.Size, faults);
            CheckQuantity("spec.storage.sealing.maxBytes", sealing.MaxBytes, faults);
        }

        foreach ((string field, SharedStorage? shared) in new[] { ("parameters", storage.Parameters), ("parentCache", storage.ParentCache) })
        {
            if (shared is null) continue;
            CheckOne($"spec.storage.{field}", "existingClaim, hostPath or emptyDir", faults, shared.ExistingClaim, shared.HostPath, shared.EmptyDir);
            if (shared is { EmptyDir: not null, ReadOnly: true })
                faults.Add(new PoolFault($"spec.storage.{field}", "an emptyDir that cannot be written stays empty"));
        }
    }

    private static void CheckOne(string field, string names, List<PoolFault> faults, params object?[] sources)
    {
        if (sources.Count(source => source is not null) != 1) faults.Add(new PoolFault(field, $"exactly one of {names} is needed"));
    }

    private static void CheckQuantity(string field, string? text, List<PoolFault> faults)
    {
        if (text is not null && Quantities.TryParse(text) is not >= 0) faults.Add(new PoolFault(field, $"'{text}' is not a quantity such as 4Ti"));
    }

    /// <summary>The API server refuses a pod with other huge pages asked for than allowed, but not before there is one.</summary>
    private static void CheckHugePages(PoolResources resources, List<PoolFault> faults)
    {
        foreach ((string name, ResourceQuantity limit) in resources.Limits ?? new Dictionary<string, ResourceQuantity>())
        {
            if (Read(resources.Requests, name) is { } request && Quantities.Compare(request, limit.ToString()) > 0)
                faults.Add(new PoolFault($"spec.resources.requests.{name}", $"{request} is more than the limit {limit}"));
        }

        IEnumerable<string> pages = (resources.Requests?.Keys ?? []).Concat(resources.Limits?.Keys ?? [])
            .Where(name => name.StartsWith(HugePages, StringComparison.Ordinal)).Distinct();
        foreach (string name in pages)
        {
            string? request = Read(resources.Requests, name), limit = Read(resources.Limits, name);
            if (limit is null || (request is not null && Quantities.Compare(request, limit) != 0))
                faults.Add(new PoolFault($"spec.resources.limits.{name}", "huge pages need a limit, and a request is equal to it"));
        }
    }

    private static string? Read(IDictionary<string, ResourceQuantity>? resources, string name) =>
        resources is not null && resources.TryGetValue(name, out ResourceQuantity? value) ? value.ToString() : null;

    /// <summary>The schema leaves these parts open; what the client's model does not know would be lost on the way into a pod.</summary>
    private static void CheckPod(PodSpecOptions pod, List<PoolFault> faults)
    {
        if (pod.Affinity is { } affinity) CheckModel<V1Affinity>("spec.pod.affinity", affinity, faults);
        foreach ((int index, JsonObject toleration) in (pod.Tolerations ?? []).Index())
            CheckModel<V1Toleration>($"spec.pod.tolerations[{index}]", toleration, faults);
        foreach ((int index, JsonObject constraint) in (pod.TopologySpreadConstraints ?? []).Index())
            CheckModel<V1TopologySpreadConstraint>($"spec.pod.topologySpreadConstraints[{index}]", constraint, faults);
    }

    private static void CheckModel<T>(string field, JsonObject given, List<PoolFault> faults)
    {
        try
        {
            JsonNode? kept = JsonNode.Parse(KubernetesJson.Serialize(KubernetesJson.Deserialize<T>(given.ToJsonString())));
            if (JsonDifference.FirstMissing(given, kept) is { } lost) faults.Add(new PoolFault(field, $"a pod has no field {lost} there"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            faults.Add(new PoolFault(field, $"it is not what a pod has there: {e.Message}"));
        }
    }

    private static IEnumerable<PoolFault> Warnings(SealWorkerSpec spec)
    {
        bool fillsGpu = spec.Tasks.Any(TaskSets.FillGpu.Contains);
        bool shares = spec.Gpu.Sharing == GpuSharing.Shared || spec.Gpu.ResourceName.EndsWith(".shared", StringComparison.Ordinal);
        if (spec.Gpu.Count > 0 && fillsGpu && shares)
            yield return new PoolFault("spec.gpu", "a shared GPU does not keep memory apart; PC2, C2, PR2, WDP and WNP may run out of it");
        if (Read(spec.Resources.Requests, "memory") is null && Read(spec.Resources.Limits, "memory") is null)
            yield return new PoolFault("spec.resources", "no memory is asked for; at 32 GiB a PC1 takes about 64 GiB and a C2 up to 180 GiB");
        if (spec.Tasks.Contains(PoolTask.PC1) && Read(spec.Resources.Requests, "cpu") is { } cpu
            && (!decimal.IsInteger(Quantities.Parse(cpu)) || Read(spec.Resources.Limits, "cpu") is not { } limit
                || Quantities.Compare(cpu, limit) != 0))
            yield return new PoolFault("spec.resources", "PC1 wants processors of its own: give a whole number of them, with an equal limit");
        if (spec.Implementation == WorkerImplementation.Managed
            && spec.Tasks.Where(TaskSets.NotManagedYet.Contains).ToArray() is { Length: > 0 } missing)
            yield return new PoolFault("spec.tasks", $"lotus-seal-worker cannot do {string.Join(", ", missing)} yet and will not start with it");
        if (spec.Implementation == WorkerImplementation.Lotus && spec.Storage.Sealing is { } sealing
            && (sealing.Weight != 10 || sealing.MaxBytes is not null))
            yield return new PoolFault("spec.storage.sealing", "lotus-worker makes its path with weight 10 and without a limit");
    }
}
