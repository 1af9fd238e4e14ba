using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace LotusSeal.KubeOps.Client;

/// <summary>
/// Bodies for server-side apply. Equal objects give equal bytes, as long as the caller orders its lists and maps: who keeps the bytes of what it
/// applied last can leave the request out when nothing changed.
/// </summary>
/// <remarks>
/// Only fields of the schema may be in a body: an unknown one is answered as <see cref="KubernetesApiException.IsSchemaMismatch"/>.
/// </remarks>
public static class ApplyBody
{
    // What the server sets, or what comes by a path of its own.
    private static readonly string[] NotApplied = ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"];

    /// <summary>Everything that this operator wants of the object; without status, and without what the server sets.</summary>
    public static byte[] Of<TEntity>(EntityDefinition<TEntity> definition, TEntity entity) where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        JsonObject body = Node(definition, entity);
        body.Remove("status");
        if (body["metadata"] is JsonObject metadata)
        {
            foreach (string name in NotApplied) metadata.Remove(name);
        }

        return Bytes(body);
    }

    /// <summary>
    /// The status alone: name, namespace and status. Nothing of the spec, of which the applier would become an owner on old servers.
    /// </summary>
    public static byte[] OfStatus<TEntity>(EntityDefinition<TEntity> definition, TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        JsonObject full = Node(definition, entity);
        ObjectKey key = ObjectKey.Of(entity);
        JsonObject metadata = new() { ["name"] = key.Name };
        if (key.Namespace is not null) metadata["namespace"] = key.Namespace;
        return Bytes(new JsonObject
        {
            ["apiVersion"] = full["apiVersion"]!.DeepClone(),
            ["kind"] = full["kind"]!.DeepClone(),
            ["metadata"] = metadata,
            ["status"] = full["status"]?.DeepClone() ?? new JsonObject(),
        });
    }

    private static JsonObject Node<TEntity>(EntityDefinition<TEntity> definition, TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        JsonObject body = JsonSerializer.SerializeToNode(entity, definition.JsonType)!.AsObject();
        body["apiVersion"] = definition.Metadata.GroupWithVersion;
        body["kind"] = definition.Metadata.Kind;
        return body;
    }

    private static byte[] Bytes(JsonObject body)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream)) body.WriteTo(writer);
        return stream.ToArray();
    }
}
