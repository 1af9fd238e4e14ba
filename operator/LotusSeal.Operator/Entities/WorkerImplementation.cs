using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>The program in a worker pod.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkerImplementation>))]
public enum WorkerImplementation
{
    /// <summary>lotus-seal-worker.</summary>
    Managed,

    /// <summary>lotus-worker.</summary>
    Lotus,
}
