using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>What becomes of half sealed sectors on a worker that is evacuated.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrainSectors>))]
public enum DrainSectors
{
    /// <summary>The worker does the steps that they still need.</summary>
    Finish,

    /// <summary>Other workers do them.</summary>
    Move,
}
