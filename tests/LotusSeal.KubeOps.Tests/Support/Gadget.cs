using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Tests.Support;

/// <summary>A custom resource of the tests.</summary>
[KubernetesEntity(Group = Group, ApiVersion = "v1", Kind = "Gadget", PluralName = "gadgets")]
public sealed class Gadget : IKubernetesObject<V1ObjectMeta>
{
    public const string Group = "test.lotusseal.io";

    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public GadgetSpec? Spec { get; set; }

    public GadgetStatus? Status { get; set; }

    /// <summary>How the tests read and write it.</summary>
    public static EntityDefinition<Gadget> Definition { get; } = new(KubeJson.Options(GadgetJson.Default));

    public static Gadget New(string ns, string name, int size = 1) =>
        new() { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns }, Spec = new GadgetSpec { Size = size } };
}

public sealed class GadgetSpec
{
    public int? Size { get; set; }

    /// <summary>In the class and not in the schema.</summary>
    public string? Unknown { get; set; }
}

public sealed class GadgetStatus
{
    public int? Seen { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Gadget))]
internal sealed partial class GadgetJson : JsonSerializerContext;
