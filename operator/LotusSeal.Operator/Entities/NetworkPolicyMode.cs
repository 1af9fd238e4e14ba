using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>Who makes the NetworkPolicy of a pool.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NetworkPolicyMode>))]
public enum NetworkPolicyMode
{
    /// <summary>The operator.</summary>
    Managed,

    /// <summary>Nobody.</summary>
    None,
}
