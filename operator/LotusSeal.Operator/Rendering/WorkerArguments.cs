using System.Globalization;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Rendering;

/// <summary>Command line and environment of a worker (protocol spec 1.2, 6.5).</summary>
internal static class WorkerArguments
{
    private static readonly Dictionary<PoolTask, string> Flags = new()
    {
        [PoolTask.AP] = "--addpiece",
        [PoolTask.PC1] = "--precommit1",
        [PoolTask.PC2] = "--precommit2",
        [PoolTask.C2] = "--commit",
        [PoolTask.UNS] = "--unseal",
        [PoolTask.RU] = "--replica-update",
        [PoolTask.PR2] = "--prove-replica-update2",
        [PoolTask.GSK] = "--regen-sector-key",
        [PoolTask.DL] = "--sector-download",
        [PoolTask.WDP] = "--windowpost",
        [PoolTask.WNP] = "--winningpost",
    };

    /// <summary>What stands behind the name of the program.</summary>
    public static List<string> Of(WorkerPodContext context)
    {
        SealWorkerSpec spec = context.Spec;
        List<string> arguments = ["run", "--listen", ListenAddress(context)];
        // A worker that proves sectors has no default tasks, and must not be asked for none (protocol spec 1.3).
        if (!spec.Tasks.Any(TaskSets.StandAlone.Contains)) arguments.Add("--no-default");
        arguments.AddRange(Tasks(context).Order().Select(task => Flags[task]));
        if (spec.Storage.Sealing is null) arguments.Add("--no-local-storage");
        if (context.IsManaged && spec.Niceness > 0)
            arguments.AddRange(["--priority", string.Create(CultureInfo.InvariantCulture, $"nice={spec.Niceness}")]);
        return arguments;
    }

    /// <summary>
    /// A pod that is only to empty its volume takes nothing that brings a sector, not even until its drain has switched that off: without work it
    /// would be the miner's first choice. Where others do what is left it takes nothing at all.
    /// </summary>
    private static IEnumerable<PoolTask> Tasks(WorkerPodContext context)
    {
        if (context.Drain is null) return context.Spec.Tasks;
        return context.Spec.Drain.Sectors == DrainSectors.Move ? [] : context.Spec.Tasks.Where(task => !TaskSets.BringSectors.Contains(task));
    }

    /// <summary>lotus-worker in a shell: it wants many open files, has no flag for its priority, and its image no entry point.</summary>
    public static string LotusScript(WorkerPodContext context) => string.Create(CultureInfo.InvariantCulture,
        $"ulimit -Sn 100000\nexec nice -n {context.Spec.Niceness} lotus-worker {string.Join(' ', Of(context))}\n");

    /// <summary>The environment, in a fixed order; the operator's variables cannot be replaced by the user's.</summary>
    public static List<V1EnvVar> Environment(WorkerPodContext context)
    {
        SealWorkerSpec spec = context.Spec;
        List<V1EnvVar> variables =
        [
            new() { Name = OwnVariables.PodIp, ValueFrom = new() { FieldRef = new() { FieldPath = "status.podIP" } } },
            Plain(OwnVariables.WorkerPath, WorkerPaths.Repository),
            Plain(OwnVariables.WorkerName, PoolNames.Worker(context.PoolName, context.Namespace, context.Ordinal)),
            Plain(OwnVariables.ParameterCache, WorkerPaths.Parameters),
            Plain(OwnVariables.TemporaryFolder, WorkerPaths.Temporary),
            Plain(OwnVariables.LogFormat, "json"),
        ];
        if (context.IsManaged) variables.Add(Plain(OwnVariables.MinerPath, WorkerPaths.Miner));
        else variables.AddRange(LotusMiner(spec.Miner));
        if (spec.Storage.ParentCache is not null) variables.Add(Plain(OwnVariables.ParentCache, WorkerPaths.ParentCache));
        if (spec.Miner.CaConfigMapRef is not null) variables.Add(Plain(OwnVariables.CertificateFile, $"{WorkerPaths.CertificateAuthority}/ca.crt"));
        // Without a request the runtime would show every GPU of the node.
        if (spec.Gpu.Count == 0) variables.Add(Plain(OwnVariables.VisibleDevices, "void"));
        variables.AddRange((spec.TaskLimits ?? []).OrderBy(limit => limit.Task).SelectMany(Limits));
        variables.AddRange((spec.Pod.Env ?? []).Select(variable => Plain(variable.Name, variable.Value)));
        // Two of one name are none that can be applied: a limit that stands in taskLimits wins.
        return [.. variables.DistinctBy(variable => variable.Name)];
    }

    /// <summary>Waits until the name that a worker binds to and tells the miner leads to its own address.</summary>
    public static string WaitForNameScript(WorkerPodContext context) =>
        $"until getent ahosts {PoolNames.Dns(context.PoolName, context.Namespace, context.Ordinal)} | grep -q \"^${OwnVariables.PodIp} \"; "
        + "do sleep 1; done\n";

    private static string ListenAddress(WorkerPodContext context)
    {
        // The kubelet fills in the one form in arguments, a shell the other.
        string address = context.IsManaged ? $"$({OwnVariables.PodIp})" : $"${OwnVariables.PodIp}";
        string host = context.Spec.Network.Mode == NetworkMode.PodDns
            ? PoolNames.Dns(context.PoolName, context.Namespace, context.Ordinal) : address;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{context.Spec.Network.Port}");
    }

    private static V1EnvVar[] LotusMiner(MinerSpec miner) =>
    [
        new()
        {
            Name = OwnVariables.LotusToken,
            ValueFrom = new() { SecretKeyRef = new() { Name = miner.TokenSecretRef.Name, Key = miner.TokenSecretRef.Key } },
        },
        Plain(OwnVariables.MinerApiInfo, $"$({OwnVariables.LotusToken}):{miner.Address}"),
    ];

    private static IEnumerable<V1EnvVar> Limits(TaskLimit limit)
    {
        if (limit.MaxConcurrent is { } concurrent) yield return Limit("MAX_CONCURRENT", concurrent);
        if (limit.MinMemory is { } least) yield return Limit("MIN_MEMORY", Quantities.Parse(least));
        if (limit.MaxMemory is { } most) yield return Limit("MAX_MEMORY", Quantities.Parse(most));
        if (limit.MaxParallelism is { } parallelism) yield return Limit("MAX_PARALLELISM", parallelism);

        V1EnvVar Limit(string field, decimal value) =>
            Plain($"{limit.Task}_{field}", decimal.Truncate(value).ToString("0", CultureInfo.InvariantCulture));
    }

    private static V1EnvVar Plain(string name, string value) => new() { Name = name, Value = value };
}
