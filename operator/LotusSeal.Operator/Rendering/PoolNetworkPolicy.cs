using k8s.Models;
using LotusSeal.Lotus.Api;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Rendering;

/// <summary>
/// Makes the network policy of a pool (spec/operator.md 6.10): its port serves files of sectors, and lotus-worker's profiles without a token.
/// </summary>
public static class PoolNetworkPolicy
{
    private const string NamespaceLabel = "kubernetes.io/metadata.name";
    private const int Dns = 53, Https = 443;

    public static V1NetworkPolicy Render(V1Alpha1SealWorker pool, OperatorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(settings);
        return new()
        {
            ApiVersion = $"{V1NetworkPolicy.KubeGroup}/{V1NetworkPolicy.KubeApiVersion}",
            Kind = V1NetworkPolicy.KubeKind,
            Metadata = PoolObjects.Metadata(pool, PoolNames.Shared(pool.Metadata.Name)),
            Spec = new()
            {
                PodSelector = new() { MatchLabels = PoolLabels.Selector(pool.Metadata.Name) },
                PolicyTypes = ["Ingress", "Egress"],
                Ingress = [Ingress(pool, settings)],
                Egress = [.. Egress(pool, settings)],
            },
        };
    }

    private static V1NetworkPolicyIngressRule Ingress(V1Alpha1SealWorker pool, OperatorSettings settings)
    {
        List<V1NetworkPolicyPeer> peers = [.. Miner(settings), Workers(pool), Namespace(settings.OperatorNamespace)];
        // Metrics of lotus-seal-worker are behind its one port; lotus-worker has none.
        if (settings.MonitoringNamespace is { } monitoring && pool.Spec.Implementation == WorkerImplementation.Managed)
            peers.Add(Namespace(monitoring));
        return new() { FromProperty = peers, Ports = [Tcp(pool.Spec.Network.Port)] };
    }

    private static IEnumerable<V1NetworkPolicyEgressRule> Egress(V1Alpha1SealWorker pool, OperatorSettings settings)
    {
        yield return new() { Ports = [Udp(Dns), Tcp(Dns)] };
        // By port alone where an address outside of the cluster is not known to the policy.
        bool knowsMiner = settings.MinerAddresses.Count > 0 || settings.MinerPodLabels is not null;
        yield return new() { To = knowsMiner ? Miner(settings) : null, Ports = [Tcp(MinerPort(pool))] };
        yield return new() { To = [Workers(pool)], Ports = [Tcp(pool.Spec.Network.Port)] };
        bool fetches = pool.Spec.Implementation == WorkerImplementation.Lotus && pool.Spec.Storage.Parameters is { ReadOnly: false }
            && pool.Spec.Tasks.Any(TaskSets.NeedParameters.Contains);
        if (fetches) yield return new() { Ports = [Tcp(Https)] };
    }

    private static List<V1NetworkPolicyPeer> Miner(OperatorSettings settings) =>
    [
        new() { PodSelector = new() { MatchLabels = settings.MinerPodLabels is { } labels ? new Dictionary<string, string>(labels) : null } },
        .. settings.MinerAddresses.Select(range => new V1NetworkPolicyPeer { IpBlock = new() { Cidr = range } }),
    ];

    /// <summary>Workers with the same miner fetch sectors from each other, whatever their pool.</summary>
    private static V1NetworkPolicyPeer Workers(V1Alpha1SealWorker pool)
    {
        Dictionary<string, string> labels = new() { [PoolLabels.Miner] = PodRevision.HashOf(pool.Spec.Miner.Address) };
        return new() { PodSelector = new() { MatchLabels = labels } };
    }

    private static V1NetworkPolicyPeer Namespace(string name) =>
        new() { NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { [NamespaceLabel] = name } } };

    private static int MinerPort(V1Alpha1SealWorker pool) => ApiInfo.Parse(pool.Spec.Miner.Address).Url.Port;

    private static V1NetworkPolicyPort Tcp(int port) => new() { Protocol = "TCP", Port = port };

    private static V1NetworkPolicyPort Udp(int port) => new() { Protocol = "UDP", Port = port };
}
