using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>How many containers a GPU serves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GpuSharing>))]
public enum GpuSharing
{
    /// <summary>One.</summary>
    Exclusive,

    /// <summary>Several, by time slices or a server: memory is not kept apart.</summary>
    Shared,
}
