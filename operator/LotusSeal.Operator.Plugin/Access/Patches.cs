using System.Text.Json.Nodes;
using k8s.Models;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>Bodies of merge patches.</summary>
internal static class Patches
{
    /// <summary>Sets an annotation, or takes it away.</summary>
    /// <param name="annotations">Keys and values; null takes one away.</param>
    public static JsonObject Annotate(params (string Key, string? Value)[] annotations)
    {
        JsonObject values = [];
        foreach ((string key, string? value) in annotations) values[key] = value;
        return new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = values } };
    }

    /// <summary>Sets one field of the specification.</summary>
    public static JsonObject Spec(string field, bool value) => new() { ["spec"] = new JsonObject { [field] = value } };

    /// <summary>The patch, for this object as it was read and no other one of its name: what it was decided from still holds then.</summary>
    public static JsonObject IfUnchanged(V1ObjectMeta read, JsonObject patch)
    {
        JsonObject whole = IfTheSame(read, patch);
        whole["metadata"]!["resourceVersion"] = read.ResourceVersion;
        return whole;
    }

    /// <summary>The patch, for this object and no other one of its name, whatever has become of it since it was read.</summary>
    public static JsonObject IfTheSame(V1ObjectMeta read, JsonObject patch)
    {
        JsonObject whole = patch.DeepClone().AsObject();
        if (whole["metadata"] is not JsonObject metadata) whole["metadata"] = metadata = [];
        metadata["uid"] = read.Uid;
        return whole;
    }
}
