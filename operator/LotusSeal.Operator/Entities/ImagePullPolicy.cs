using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>When a node pulls an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImagePullPolicy>))]
public enum ImagePullPolicy
{
    /// <summary>At each start.</summary>
    Always,

    /// <summary>When the node does not have it.</summary>
    IfNotPresent,

    /// <summary>Never.</summary>
    Never,
}
