using System.Globalization;
using k8s.Models;
using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Rendering;

/// <summary>Makes the pod of a worker (spec/operator.md 6.6). Nothing in it names another worker or depends on the moment.</summary>
public static class WorkerPod
{
    /// <summary>User and group of Lotus' images, and of ours.</summary>
    private const int User = 532;

    /// <summary>The longest grace that is given, seven days.</summary>
    private const long LongestGrace = 604_800;

    private static readonly TimeSpan GraceBeyondDrain = TimeSpan.FromMinutes(10);

    public static V1Pod Render(WorkerPodContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new V1Pod { ApiVersion = V1Pod.KubeApiVersion, Kind = V1Pod.KubeKind, Metadata = Metadata(context), Spec = Spec(context) };
    }

    private static V1ObjectMeta Metadata(WorkerPodContext context)
    {
        Dictionary<string, string> labels = new(context.Spec.Pod.Labels ?? new Dictionary<string, string>());
        foreach ((string key, string value) in PoolLabels.Of(context.PoolName)) labels[key] = value;
        labels[PoolLabels.Ordinal] = context.Ordinal.ToString(CultureInfo.InvariantCulture);
        labels[PoolLabels.Revision] = PodRevision.Of(context.Spec, context.CredentialHash);
        labels[PoolLabels.Implementation] = context.Spec.Implementation.ToString();
        labels[PoolLabels.Miner] = PodRevision.HashOf(context.Spec.Miner.Address);
        Dictionary<string, string> annotations = new(context.Spec.Pod.Annotations ?? new Dictionary<string, string>())
        {
            [PoolAnnotations.SafeToEvict] = "false",
            [PoolAnnotations.RevisionInputs] = PodRevision.Inputs(context.Spec, context.CredentialHash),
            [PoolAnnotations.MinerAddress] = context.Spec.Miner.Address,
        };
        if (context.Failures > 0) annotations[PoolAnnotations.Failures] = context.Failures.ToString(CultureInfo.InvariantCulture);
        if (context.Refusals > 0) annotations[PoolAnnotations.Refusals] = context.Refusals.ToString(CultureInfo.InvariantCulture);
        if (context.Drain is { } drain)
            foreach ((string name, string? value) in PoolAnnotations.Of(drain)) annotations[name] = value!;
        return new V1ObjectMeta
        {
            Name = context.PodName,
            NamespaceProperty = context.Namespace,
            Labels = labels,
            Annotations = annotations,
            OwnerReferences = [PoolObjects.Owner(context.Pool)],
        };
    }

    private static V1PodSpec Spec(WorkerPodContext context)
    {
        PodSpecOptions pod = context.Spec.Pod;
        bool hostNetwork = context.Spec.Network.Mode == NetworkMode.HostNetwork;
        return new V1PodSpec
        {
            Hostname = hostNetwork ? null : context.PodName,
            Subdomain = context.Spec.Network.Mode == NetworkMode.PodDns ? PoolNames.Shared(context.PoolName) : null,
            HostNetwork = hostNetwork ? true : null,
            DnsPolicy = hostNetwork ? "ClusterFirstWithHostNet" : null,
            // A worker asks the miner and nobody else.
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            RestartPolicy = "Always",
            TerminationGracePeriodSeconds = pod.TerminationGracePeriodSeconds ?? Grace(context.Spec.Drain),
            SecurityContext = new()
            {
                RunAsNonRoot = true,
                RunAsUser = User,
                RunAsGroup = User,
                FsGroup = User,
                // Changing the owner of every file of a sealing volume would take longer than a start may.
                FsGroupChangePolicy = "OnRootMismatch",
                SeccompProfile = new() { Type = "RuntimeDefault" },
            },
            InitContainers = WorkerContainers.Initial(context),
            Containers = [WorkerContainers.Worker(context)],
            Volumes = WorkerVolumes.Volumes(context),
            NodeSelector = pod.NodeSelector,
            Affinity = PodPlacement.Affinity(context.Spec, context.Node),
            Tolerations = PodPlacement.Tolerations(context.Spec),
            TopologySpreadConstraints = PodPlacement.Spread(context),
            PriorityClassName = pod.PriorityClassName,
            RuntimeClassName = pod.RuntimeClassName,
            ServiceAccountName = pod.ServiceAccountName,
            ImagePullSecrets = pod.ImagePullSecrets is { Count: > 0 } secrets
                ? [.. secrets.Select(secret => new V1LocalObjectReference { Name = secret.Name })] : null,
        };
    }

    private static long Grace(DrainSpec drain) => Math.Min(LongestGrace, (long)(DurationText.Parse(drain.Timeout) + GraceBeyondDrain).TotalSeconds);
}
