using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>What happens when a drain takes longer than it may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrainTimeoutAction>))]
public enum DrainTimeoutAction
{
    /// <summary>It goes on, with a condition and events, until a person decides.</summary>
    Hold,

    /// <summary>Tasks that still run are given up and the pod goes.</summary>
    Force,
}
