using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>How miner and workers reach each other.</summary>
public sealed record NetworkSpec
{
    [Description("The address that a worker tells the miner: PodDns the name of its pod, PodIp the address, HostNetwork that of the "
        + "node.")]
    public NetworkMode Mode { get; set; } = NetworkMode.PodDns;

    [Description("TCP port of the worker, for the miner, other workers and probes.")]
    [RangeMinimum(1024), RangeMaximum(65535)]
    public int Port { get; set; } = 3456;

    [Description("Managed makes a NetworkPolicy that lets miner, workers and operator in and nobody else.")]
    public NetworkPolicyMode Policy { get; set; } = NetworkPolicyMode.Managed;
}
