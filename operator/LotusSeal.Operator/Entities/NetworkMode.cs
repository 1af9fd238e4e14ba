using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>The address that a worker tells the miner.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NetworkMode>))]
public enum NetworkMode
{
    /// <summary>The name of the pod behind the headless Service.</summary>
    PodDns,

    /// <summary>The address of the pod.</summary>
    PodIp,

    /// <summary>The address of the node.</summary>
    HostNetwork,
}
