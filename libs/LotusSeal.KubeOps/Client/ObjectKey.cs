using k8s;
using k8s.Models;

namespace LotusSeal.KubeOps.Client;

/// <summary>What an object of one kind is called.</summary>
/// <param name="Namespace">Null for kinds without namespaces.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectKey(string? Namespace, string Name)
{
    /// <summary>The key of an object.</summary>
    public static ObjectKey Of(IKubernetesObject<V1ObjectMeta> entity) => new(entity.Metadata.NamespaceProperty, entity.Metadata.Name);

    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
