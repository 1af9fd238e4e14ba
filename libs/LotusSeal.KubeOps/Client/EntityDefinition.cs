using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using KubeOps.Abstractions.Entities;

namespace LotusSeal.KubeOps.Client;

/// <summary>A kind of object: its names, its URLs, and how it is read and written.</summary>
/// <typeparam name="TEntity">The class, which carries <see cref="KubernetesEntityAttribute"/>.</typeparam>
public sealed class EntityDefinition<TEntity> where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly string _root;

    /// <param name="json">Knows the class; see <see cref="KubeJson"/>.</param>
    /// <param name="namespaced">False for kinds that belong to the whole cluster, such as nodes.</param>
    /// <exception cref="InvalidOperationException">The class has no attribute.</exception>
    public EntityDefinition(JsonSerializerOptions json, bool namespaced = true)
    {
        var attribute = (KubernetesEntityAttribute?)Attribute.GetCustomAttribute(typeof(TEntity), typeof(KubernetesEntityAttribute))
            ?? throw new InvalidOperationException($"{typeof(TEntity).Name} has no [KubernetesEntity]");
        Metadata = new EntityMetadata(attribute.Kind, attribute.ApiVersion, attribute.Group, attribute.PluralName);
        JsonType = (JsonTypeInfo<TEntity>)json.GetTypeInfo(typeof(TEntity));
        Namespaced = namespaced;
        _root = string.IsNullOrEmpty(Metadata.Group) ? $"api/{Metadata.Version}" : $"apis/{Metadata.GroupWithVersion}";
    }

    /// <summary>The names.</summary>
    public EntityMetadata Metadata { get; }

    /// <summary>Whether objects are in namespaces.</summary>
    public bool Namespaced { get; }

    internal JsonTypeInfo<TEntity> JsonType { get; }

    /// <summary>Where objects are listed and made.</summary>
    /// <param name="ns">One namespace; null for all, or for a kind without.</param>
    internal string CollectionPath(string? ns)
    {
        if (!Namespaced && ns is not null) throw new ArgumentException($"{Metadata.Kind} has no namespaces", nameof(ns));
        return ns is null ? $"{_root}/{Metadata.PluralName}" : $"{_root}/namespaces/{Uri.EscapeDataString(ns)}/{Metadata.PluralName}";
    }

    /// <summary>Where one object is, or a part of it such as <c>status</c>.</summary>
    internal string ObjectPath(ObjectKey key, string? subresource = null)
    {
        if (Namespaced && key.Namespace is null) throw new ArgumentException($"{Metadata.Kind} {key.Name} needs a namespace", nameof(key));
        string path = $"{CollectionPath(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    /// <summary>
    /// Reads one object: with kind and version, which lists leave out, and without the list of who owns which field, which is most of many.
    /// </summary>
    /// <exception cref="JsonException">It is none, or one that does not fit the class.</exception>
    internal TEntity Read(JsonElement element)
    {
        TEntity entity = element.Deserialize(JsonType) ?? throw new JsonException($"null where a {Metadata.Kind} was expected");
        if (entity.Metadata?.Name is null) throw new JsonException($"a {Metadata.Kind} without a name");
        entity.ApiVersion = Metadata.GroupWithVersion;
        entity.Kind = Metadata.Kind;
        entity.Metadata.ManagedFields = null;
        return entity;
    }
}
