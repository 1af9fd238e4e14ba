using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>When sectors have to leave a worker before it goes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvacuatePolicy>))]
public enum EvacuatePolicy
{
    /// <summary>Also when the next pod takes the same volume.</summary>
    Always,

    /// <summary>When the ordinal goes for good.</summary>
    OnScaleDown,

    /// <summary>Never: the volume stays with them.</summary>
    Never,
}
