using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>What becomes of a volume when its worker goes for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RetainPolicy>))]
public enum RetainPolicy
{
    /// <summary>It stays, with the sectors on it.</summary>
    Retain,

    /// <summary>It goes, after all sectors have left it.</summary>
    Delete,
}
