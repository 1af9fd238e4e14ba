using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace LotusSeal.KubeOps.Client;

/// <summary>Reads and writes objects of one kind. Every call but a watch has a deadline; every write asks the fence.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
/// <param name="connection">The way to the API server.</param>
/// <param name="definition">The kind.</param>
/// <param name="fence">Says whether this process may write; null where it always may, as for the lease itself.</param>
/// <param name="limit">Makes requests wait for their turn; null for those that must not, such as the lease's and those that end a drain.</param>
public sealed class EntityClient<TEntity>(
    ApiConnection connection, EntityDefinition<TEntity> definition, IWriteFence? fence = null, RequestLimit? limit = null)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private const string Json = "application/json", Apply = "application/apply-patch+yaml", Merge = "application/merge-patch+json";
    private const int PageSize = 500;

    private readonly EntityReader<TEntity> _reader = new(definition);

    /// <summary>The kind.</summary>
    public EntityDefinition<TEntity> Definition => definition;

    internal TimeProvider Time => connection.Time;

    /// <summary>Reads one object.</summary>
    /// <returns>Null when there is none of that name.</returns>
    public async Task<TEntity?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        string path = definition.ObjectPath(key);
        try
        {
            return await WithinDeadlineAsync(HttpMethod.Get, path, null, _reader.OneAsync, default, cancellationToken);
        }
        catch (KubernetesApiException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads all objects of a query, page by page, for whoever looks once; what stays up to date is the watcher's cache.</summary>
    /// <exception cref="JsonException">One of them does not fit the class; the message names it.</exception>
    public async Task<IReadOnlyList<TEntity>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        List<TEntity> items = [];
        string? next = null;
        do
        {
            EntityPage<TEntity> page = await ListPageAsync(query, PageSize, next, cancellationToken);
            if (page.Unreadable is [{ } problem, ..]) throw new JsonException($"{definition.Metadata.Kind} {problem.Key}: {problem.Problem}");
            items.AddRange(page.Items);
            next = page.Continue;
        }
        while (next is not null);

        return items;
    }

    /// <summary>Makes an object.</summary>
    /// <exception cref="KubernetesApiException"><see cref="KubernetesApiException.IsAlreadyExists"/> when there is one of that name.</exception>
    public Task<TEntity> CreateAsync(TEntity entity, CancellationToken cancellationToken) => WriteAsync(
        HttpMethod.Post, definition.CollectionPath(entity.Metadata.NamespaceProperty), Bytes(entity), Json, _reader.OneAsync, cancellationToken);

    /// <summary>Replaces an object that is still as it was read.</summary>
    /// <param name="entity">With the resourceVersion that it was read with.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="KubernetesApiException"><see cref="KubernetesApiException.IsConflict"/> when it is not.</exception>
    public Task<TEntity> UpdateAsync(TEntity entity, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(entity.Metadata.ResourceVersion)) throw new ArgumentException("an update needs a resourceVersion", nameof(entity));
        return WriteAsync(HttpMethod.Put, definition.ObjectPath(ObjectKey.Of(entity)), Bytes(entity), Json, _reader.OneAsync, cancellationToken);
    }

    /// <summary>Server-side apply: makes the object or brings the fields that are in the body to what it says.</summary>
    /// <param name="key">The object.</param>
    /// <param name="body">From <see cref="ApplyBody"/>.</param>
    /// <param name="fieldManager">Under which the API server notes who owns the fields.</param>
    /// <param name="force">Takes fields from other managers; without it they are named in a conflict.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<TEntity> ApplyAsync(ObjectKey key, byte[] body, string fieldManager, bool force, CancellationToken cancellationToken) =>
        ApplyAsync(definition.ObjectPath(key), body, fieldManager, force, cancellationToken);

    /// <inheritdoc cref="ApplyAsync(ObjectKey, byte[], string, bool, CancellationToken)"/>
    /// <summary>Server-side apply of the status.</summary>
    public Task<TEntity> ApplyStatusAsync(ObjectKey key, byte[] body, string fieldManager, bool force, CancellationToken cancellationToken) =>
        ApplyAsync(definition.ObjectPath(key, "status"), body, fieldManager, force, cancellationToken);

    /// <summary>Merges a JSON patch into an object, or into a part of it.</summary>
    /// <param name="key">The object.</param>
    /// <param name="patch">
    /// With <c>metadata.resourceVersion</c> in it the patch conflicts when the object has changed; with <c>metadata.uid</c> it changes no other
    /// object of the name (<see cref="KubernetesApiException.IsOfAnother"/>).
    /// </param>
    /// <param name="subresource">Such as <c>status</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<TEntity> MergePatchAsync(ObjectKey key, JsonObject patch, string? subresource, CancellationToken cancellationToken) => WriteAsync(
        HttpMethod.Patch, definition.ObjectPath(key, subresource), Encoding.UTF8.GetBytes(patch.ToJsonString()), Merge, _reader.OneAsync,
        cancellationToken);

    /// <summary>Deletes an object.</summary>
    /// <returns>False when it was gone already.</returns>
    /// <exception cref="KubernetesApiException"><see cref="KubernetesApiException.IsConflict"/> when it is another one, or has changed.</exception>
    public async Task<bool> DeleteAsync(ObjectKey key, DeleteConditions conditions, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(
                HttpMethod.Delete, definition.ObjectPath(key), Bytes(conditions), Json, (_, _) => Task.FromResult(true), cancellationToken);
        }
        catch (KubernetesApiException error) when (error.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>Reads one page of a list.</summary>
    internal Task<EntityPage<TEntity>> ListPageAsync(ListQuery query, int? limit, string? next, CancellationToken cancellationToken)
    {
        string path = definition.CollectionPath(query.Namespace) + query.Text(("limit", limit?.ToString()), ("continue", next));
        return WithinDeadlineAsync(HttpMethod.Get, path, null, _reader.PageAsync, default, cancellationToken);
    }

    /// <summary>Opens a watch. The caller reads it with <see cref="ReadLinesAsync"/> and disposes of it.</summary>
    /// <param name="query">Which objects.</param>
    /// <param name="resourceVersion">From which.</param>
    /// <param name="timeout">After which the server ends it, whole seconds.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task<HttpResponseMessage> OpenWatchAsync(
        ListQuery query, string resourceVersion, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string path = definition.CollectionPath(query.Namespace) + query.Text(("watch", "1"), ("allowWatchBookmarks", "true"),
            ("resourceVersion", resourceVersion), ("timeoutSeconds", $"{(long)timeout.TotalSeconds}"));
        using Deadline deadline = new(connection.RequestTimeout, connection.Time, cancellationToken);
        try
        {
            return await connection.SendAsync(HttpMethod.Get, path, null, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            throw new TimeoutException($"GET {path}: no answer within {connection.RequestTimeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>The lines of an open watch.</summary>
    internal async IAsyncEnumerable<WatchLine<TEntity>> ReadLinesAsync(
        HttpResponseMessage watch, Action heard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream stream = await watch.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (WatchLine<TEntity> line in _reader.LinesAsync(stream, heard, cancellationToken)) yield return line;
    }

    private Task<TEntity> ApplyAsync(string path, byte[] body, string fieldManager, bool force, CancellationToken cancellationToken) => WriteAsync(
        HttpMethod.Patch, $"{path}?fieldManager={Uri.EscapeDataString(fieldManager)}&force={(force ? "true" : "false")}", body, Apply,
        _reader.OneAsync, cancellationToken);

    private async Task<TResult> WriteAsync<TResult>(HttpMethod method, string path, byte[] body, string mediaType,
        Func<Stream, CancellationToken, Task<TResult>> read, CancellationToken cancellationToken)
    {
        fence?.ThrowIfLost();
        using FencedContent content = new(body, mediaType, fence);
        return await WithinDeadlineAsync(method, path, content, read, fence?.Lost ?? default, cancellationToken);
    }

    private async Task<TResult> WithinDeadlineAsync<TResult>(HttpMethod method, string path, HttpContent? content,
        Func<Stream, CancellationToken, Task<TResult>> read, CancellationToken lost, CancellationToken cancellationToken)
    {
        if (limit is not null) await limit.WaitAsync(cancellationToken);
        using Deadline deadline = new(connection.RequestTimeout, connection.Time, cancellationToken, lost);
        try
        {
            using HttpResponseMessage response = await connection.SendAsync(method, path, content, deadline.Token);
            await using Stream stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            return await read(stream, deadline.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LeadershipLostException($"{method} {path} was under way when leadership was lost");
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            throw new TimeoutException($"{method} {path}: no answer within {connection.RequestTimeout.TotalSeconds:0.#} s");
        }
    }

    private byte[] Bytes(TEntity entity)
    {
        entity.ApiVersion = definition.Metadata.GroupWithVersion;
        entity.Kind = definition.Metadata.Kind;
        return JsonSerializer.SerializeToUtf8Bytes(entity, definition.JsonType);
    }

    private static byte[] Bytes(DeleteConditions conditions)
    {
        JsonObject preconditions = new() { ["uid"] = conditions.Uid };
        if (conditions.ResourceVersion is not null) preconditions["resourceVersion"] = conditions.ResourceVersion;
        JsonObject body = new() { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["preconditions"] = preconditions };
        if (conditions.GracePeriodSeconds is { } seconds) body["gracePeriodSeconds"] = seconds;
        if (conditions.PropagationPolicy is not null) body["propagationPolicy"] = conditions.PropagationPolicy;
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
