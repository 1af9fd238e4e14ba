using System.Globalization;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Rendering;

/// <summary>Containers of a worker pod (spec/operator.md 6.6).</summary>
internal static class WorkerContainers
{
    public const string WorkerName = PoolNames.WorkerContainer;

    internal const string PortName = "worker";

    /// <summary>Initial values of the descriptor of a sealing path, which need no writing.</summary>
    private const int UsualWeight = 10;

    public static V1Container Worker(WorkerPodContext context)
    {
        V1Container container = Plain(context, WorkerName);
        container.Env = WorkerArguments.Environment(context);
        if (context.IsManaged) container.Args = WorkerArguments.Of(context);
        else container.Command = Shell(WorkerArguments.LotusScript(context));
        container.Resources = Resources(context.Spec);
        container.VolumeMounts = WorkerVolumes.Mounts(context);
        container.Ports = [Port(context.Spec.Network)];
        container.StartupProbe = Probe(context, "/healthz", failures: context.IsManaged ? 30 : 360);
        container.LivenessProbe = Probe(context, "/healthz", failures: 6);
        container.ReadinessProbe = Probe(context, "/readyz", failures: 3);
        container.Lifecycle = new() { PreStop = new() { Exec = new() { Command = EndCommand(context) } } };
        return container;
    }

    public static List<V1Container>? Initial(WorkerPodContext context)
    {
        List<V1Container> containers = [];
        if (DescribesPath(context)) containers.Add(DescribePath(context));
        if (FetchesParameters(context)) containers.Add(FetchParameters(context));
        if (context.Spec.Network.Mode == NetworkMode.PodDns) containers.Add(WaitForName(context));
        return containers.Count == 0 ? null : containers;
    }

    /// <summary>
    /// A pod that is deleted by anybody but the operator ends its tasks as far as its grace allows. One that the operator has drained finds
    /// nothing to wait for.
    /// </summary>
    private static string[] EndCommand(WorkerPodContext context) => context.IsManaged
        ? ["lotus-seal-worker", "drain"]
        : Shell("lotus-worker tasks disable --all\nlotus-worker wait-quiet\nlotus-worker stop\n");

    private static V1ContainerPort Port(NetworkSpec network) => new()
    {
        Name = PortName,
        ContainerPort = network.Port,
        // Said, so that the scheduler puts no two such pods on a node.
        HostPort = network.Mode == NetworkMode.HostNetwork ? network.Port : null,
        Protocol = "TCP",
    };

    /// <summary>lotus-worker has no endpoint for health: an open port has to do.</summary>
    private static V1Probe Probe(WorkerPodContext context, string path, int failures) => new()
    {
        HttpGet = context.IsManaged ? new() { Path = path, Port = PortName } : null,
        TcpSocket = context.IsManaged ? null : new() { Port = PortName },
        PeriodSeconds = 10,
        TimeoutSeconds = 5,
        FailureThreshold = failures,
    };

    private static V1ResourceRequirements Resources(SealWorkerSpec spec)
    {
        Dictionary<string, ResourceQuantity> limits = new(spec.Resources.Limits ?? new Dictionary<string, ResourceQuantity>());
        Dictionary<string, ResourceQuantity> requests = new(spec.Resources.Requests ?? new Dictionary<string, ResourceQuantity>());
        if (spec.Gpu.Count > 0) limits[spec.Gpu.ResourceName] = new(spec.Gpu.Count.ToString(CultureInfo.InvariantCulture));
        // More memory than is set aside for it gets a worker killed in mid task when the node runs short.
        if (requests.TryGetValue("memory", out ResourceQuantity? memory)) limits.TryAdd("memory", memory);
        return new() { Limits = limits.Count == 0 ? null : limits, Requests = requests.Count == 0 ? null : requests };
    }

    /// <summary>
    /// The worker's own, without devices and huge pages: what runs before it costs the pod nothing more. Without any, a quota refuses the pod,
    /// and the kubelet gives no whole processors to the worker.
    /// </summary>
    private static V1ResourceRequirements ResourcesBefore(SealWorkerSpec spec)
    {
        V1ResourceRequirements worker = Resources(spec);
        return new() { Limits = Common(worker.Limits), Requests = Common(worker.Requests) };

        static Dictionary<string, ResourceQuantity>? Common(IDictionary<string, ResourceQuantity>? all)
        {
            Dictionary<string, ResourceQuantity> common = (all ?? new Dictionary<string, ResourceQuantity>())
                .Where(one => one.Key is "cpu" or "memory" or "ephemeral-storage").ToDictionary();
            return common.Count == 0 ? null : common;
        }
    }

    private static bool DescribesPath(WorkerPodContext context) =>
        context.IsManaged && context.Spec.Storage.Sealing is { } sealing && (sealing.Weight != UsualWeight || sealing.MaxBytes is not null);

    /// <summary>A worker makes its first path with weight 10 and no limit, unless it finds one described.</summary>
    private static V1Container DescribePath(WorkerPodContext context)
    {
        SealingStorage sealing = context.Spec.Storage.Sealing!;
        string most = sealing.MaxBytes is { } bytes ? Quantities.Parse(bytes).ToString("0", CultureInfo.InvariantCulture) : "0";
        string fields = string.Create(CultureInfo.InvariantCulture,
            $$"""{"ID":"%s","Weight":{{sealing.Weight}},"CanSeal":true,"CanStore":false,"MaxStorage":{{most}}}\n""");
        string script = $"""
            file="$LOTUS_WORKER_PATH/sectorstore.json"
            [ -e "$file" ] && exit 0
            read -r id </proc/sys/kernel/random/uuid
            printf '{fields}' "$id" >"$file.new"
            sync "$file.new"
            mv "$file.new" "$file"

            """;
        V1Container container = Plain(context, "describe-path");
        container.Command = Shell(script);
        container.Env = [new() { Name = OwnVariables.WorkerPath, Value = WorkerPaths.Repository }];
        container.VolumeMounts = [WorkerVolumes.RepositoryMount(context)];
        return container;
    }

    /// <summary>lotus-worker listens only after it has fetched, which may take hours; lotus-seal-worker computes no proof that needs any.</summary>
    private static bool FetchesParameters(WorkerPodContext context) =>
        !context.IsManaged && context.SectorSize is not null && context.Spec.Storage.Parameters is { ReadOnly: false };

    private static V1Container FetchParameters(WorkerPodContext context)
    {
        V1Container container = Plain(context, "fetch-parameters");
        container.Command = ["lotus", "fetch-params", context.SectorSize!];
        container.Env =
        [
            new() { Name = OwnVariables.ParameterCache, Value = WorkerPaths.Parameters },
            new() { Name = OwnVariables.TemporaryFolder, Value = WorkerPaths.Temporary },
        ];
        container.VolumeMounts = [WorkerVolumes.ParametersMount(context.Spec.Storage.Parameters!), WorkerVolumes.TemporaryMount()];
        return container;
    }

    private static V1Container WaitForName(WorkerPodContext context)
    {
        V1Container container = Plain(context, "wait-for-name");
        container.Command = Shell(WorkerArguments.WaitForNameScript(context));
        container.Env = [new() { Name = OwnVariables.PodIp, ValueFrom = new() { FieldRef = new() { FieldPath = "status.podIP" } } }];
        return container;
    }

    private static V1Container Plain(WorkerPodContext context, string name) => new()
    {
        Name = name,
        Image = context.Spec.Image ?? (context.IsManaged ? context.Settings.ManagedImage : context.Settings.LotusImage),
        ImagePullPolicy = context.Spec.ImagePullPolicy?.ToString(),
        Resources = ResourcesBefore(context.Spec),
        SecurityContext = new()
        {
            AllowPrivilegeEscalation = false,
            Capabilities = new() { Drop = ["ALL"] },
            ReadOnlyRootFilesystem = true,
        },
    };

    private static string[] Shell(string script) => ["/bin/sh", "-ec", script];
}
