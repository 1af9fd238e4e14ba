using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace LotusSeal.KubeOps.Client;

/// <summary>Reads what the API server sends of one kind: lists by page, and watches line by line.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
internal sealed class EntityReader<TEntity>(EntityDefinition<TEntity> definition) where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    // An object has at most 1.5 MB in etcd; JSON and a line's frame make more of it, but not this much.
    private const int LongestLine = 16 * 1024 * 1024;

    /// <summary>Reads one page.</summary>
    public async Task<EntityPage<TEntity>> PageAsync(Stream stream, CancellationToken cancellationToken)
    {
        using JsonDocument document = await JsonDocument.ParseAsync(stream, default, cancellationToken);
        JsonElement metadata = document.RootElement.GetProperty("metadata");
        List<TEntity> items = [];
        List<UnreadableObject> unreadable = [];
        if (document.RootElement.TryGetProperty("items", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in list.EnumerateArray())
            {
                if (Read(element, out UnreadableObject? problem) is { } entity) items.Add(entity);
                else unreadable.Add(problem!);
            }
        }

        string? next = metadata.TryGetProperty("continue", out JsonElement token) ? token.GetString() : null;
        string version = metadata.GetProperty("resourceVersion").GetString()!;
        return new EntityPage<TEntity>(items, unreadable, version, string.IsNullOrEmpty(next) ? null : next);
    }

    /// <summary>Reads lines until the stream ends.</summary>
    /// <param name="stream">The body of a watch.</param>
    /// <param name="heard">Called for each piece that arrives.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="WatchBrokenException">What came is no line of a watch.</exception>
    /// <exception cref="KubernetesApiException">The server ended the watch with an error, such as one that is too old.</exception>
    public async IAsyncEnumerable<WatchLine<TEntity>> LinesAsync(
        Stream stream, Action heard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PipeReader reader = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync(cancellationToken);
                heard();
                ReadOnlySequence<byte> rest = result.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    ReadOnlySequence<byte> line = rest.Slice(0, end);
                    rest = rest.Slice(rest.GetPosition(1, end));
                    if (!line.IsEmpty) yield return Line(line);
                }

                if (rest.Length > LongestLine) throw new WatchBrokenException($"a line of more than {LongestLine} bytes");
                if (result.IsCompleted)
                {
                    if (!rest.IsEmpty) throw new WatchBrokenException("the watch ended in the middle of a line");
                    yield break;
                }

                reader.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>Reads one object that must be right: the answer to a request of ours.</summary>
    public async Task<TEntity> OneAsync(Stream stream, CancellationToken cancellationToken)
    {
        using JsonDocument document = await JsonDocument.ParseAsync(stream, default, cancellationToken);
        return definition.Read(document.RootElement);
    }

    private WatchLine<TEntity> Line(ReadOnlySequence<byte> line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException error)
        {
            throw new WatchBrokenException($"a line that is no JSON: {error.Message}");
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out JsonElement type)
                || !root.TryGetProperty("object", out JsonElement element))
                throw new WatchBrokenException("a line without type and object");
            return type.GetString() switch
            {
                "ADDED" => Change(WatchLineType.Added, element),
                "MODIFIED" => Change(WatchLineType.Modified, element),
                "DELETED" => Change(WatchLineType.Deleted, element),
                "BOOKMARK" => new WatchLine<TEntity>(WatchLineType.Bookmark, VersionOf(element), null, null),
                "ERROR" => throw Error(element),
                string other => throw new WatchBrokenException($"a line of the type {other}"),
                null => throw new WatchBrokenException("a line without type"),
            };
        }
    }

    private WatchLine<TEntity> Change(WatchLineType type, JsonElement element)
    {
        TEntity? entity = Read(element, out UnreadableObject? problem);
        return new WatchLine<TEntity>(type, VersionOf(element), entity, problem);
    }

    private KubernetesApiException Error(JsonElement element)
    {
        StatusAnswer answer = StatusAnswer.Of(element);
        return new KubernetesApiException("WATCH", definition.Metadata.PluralName, (HttpStatusCode)answer.Code, answer);
    }

    private TEntity? Read(JsonElement element, out UnreadableObject? problem)
    {
        problem = null;
        try
        {
            return definition.Read(element);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            JsonElement metadata = MetadataOf(element);
            problem = new UnreadableObject(new ObjectKey(Text(metadata, "namespace"), Text(metadata, "name") ?? "?"), error.Message);
            return null;
        }
    }

    private static string VersionOf(JsonElement element) =>
        Text(MetadataOf(element), "resourceVersion") ?? throw new WatchBrokenException("an object without resourceVersion");

    private static JsonElement MetadataOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("metadata", out JsonElement metadata) ? metadata : default;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
