using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>How a volume of one worker may be mounted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClaimAccessMode>))]
public enum ClaimAccessMode
{
    /// <summary>By one node.</summary>
    ReadWriteOnce,

    /// <summary>By one pod.</summary>
    ReadWriteOncePod,
}
