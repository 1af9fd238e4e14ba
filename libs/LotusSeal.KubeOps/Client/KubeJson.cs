using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using k8s;

namespace LotusSeal.KubeOps.Client;

/// <summary>How objects are written and read: the generated types of the client's package, and those of the caller.</summary>
public static class KubeJson
{
    /// <summary>Settings that know the kinds of Kubernetes itself and those of the contexts.</summary>
    /// <param name="contexts">Generated contexts of the caller's own kinds.</param>
    public static JsonSerializerOptions Options(params IJsonTypeInfoResolver[] contexts)
    {
        JsonSerializerOptions options = new()
        {
            // The caller's first: its context may hold a kind of Kubernetes too, as a part of its own.
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts, SourceGenerationContext.Default]),
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        };
        options.Converters.Add(new KubernetesJson.Iso8601TimeSpanConverter());
        options.Converters.Add(new KubernetesJson.KubernetesDateTimeConverter());
        options.Converters.Add(new KubernetesJson.KubernetesDateTimeOffsetConverter());
        options.MakeReadOnly();
        return options;
    }
}
