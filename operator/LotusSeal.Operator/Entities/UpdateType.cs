using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>How pods come to a new specification.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateType>))]
public enum UpdateType
{
    /// <summary>Each worker finishes its tasks first.</summary>
    DrainAndReplace,

    /// <summary>When somebody deletes them.</summary>
    OnDelete,

    /// <summary>At once: tasks that run are given up.</summary>
    Immediate,
}
