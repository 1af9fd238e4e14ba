using System.Text.Json;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Watcher;

/// <summary>Keeps a cache equal to what the API server has: lists, watches from there, and begins anew whenever that breaks.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
/// <param name="client">Reads.</param>
/// <param name="options">Which objects, and how.</param>
/// <param name="metrics">Counts why watches ended.</param>
/// <param name="logger">Told when the trouble changes.</param>
/// <remarks>
/// The steps of one namespace, which the code below repeats: 1 list, page by page, and replace the cache; 2 watch from the version of the list, and
/// take each line; 3 when the watch ends, watch again from the last version; 4 when the server says that it is too old, list anew: what was deleted
/// meanwhile leaves the cache like any other deletion; the same after a watch that was silent, as one from a version that the server has not reached
/// is, when its store was restored from a backup. A watch that ends without having brought anything counts as a failure, and failures are paused
/// after.
/// </remarks>
public sealed class EntityWatcher<TEntity>(EntityClient<TEntity> client, WatcherOptions options, OperatorMetrics metrics, ILogger logger) : IWatcher
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>What is known.</summary>
    public EntityCache<TEntity> Cache { get; } = new(options.Namespaces);

    /// <inheritdoc/>
    public Task Synced => Cache.Synced;

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        metrics.Watches(Kind);
        IEnumerable<string?> namespaces = options.Namespaces;
        if (options.Namespaces.Count == 0) namespaces = [null];
        return Task.WhenAll(namespaces.Select(ns => RunAsync(ns, cancellationToken)));
    }

    private async Task RunAsync(string? ns, CancellationToken cancellationToken)
    {
        Scope scope = new(new ListQuery(ns, options.LabelSelector, options.FieldSelector));
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                TimeSpan pause = await OnceAsync(scope, cancellationToken);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, client.Time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>One watch, after a list where one is due.</summary>
    /// <returns>How long to wait before the next.</returns>
    private async Task<TimeSpan> OnceAsync(Scope scope, CancellationToken cancellationToken)
    {
        scope.Heard = false;
        long start = client.Time.GetTimestamp();
        try
        {
            // :: Step 1: list.
            scope.Version ??= await ListAsync(scope, cancellationToken);
            // :: Step 2: watch.
            await WatchAsync(scope, cancellationToken);
            metrics.WatchEnded(Kind, WatchEnd.Closed);
            // One that is closed at once is no watch, whatever it brought.
            return scope.Heard && client.Time.GetElapsedTime(start) > options.Pause.First ? TimeSpan.Zero : Pause(scope, null);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            string reason = ReasonOf(error);
            // :: Step 4: too old, or silent.
            if (reason is WatchEnd.Expired or WatchEnd.Idle) scope.Version = null;
            metrics.WatchEnded(Kind, reason);
            if (scope.Problem != error.Message) logger.WatchFailed(Kind, scope.Query.Namespace ?? "all namespaces", reason, error.Message);
            scope.Problem = error.Message;
            return Pause(scope, (error as KubernetesApiException)?.RetryAfter);
        }
    }

    private string Kind => client.Definition.Metadata.PluralName;

    private async Task<string> ListAsync(Scope scope, CancellationToken cancellationToken)
    {
        List<TEntity> items = [];
        List<ObjectKey> unreadable = [];
        string? next = null;
        EntityPage<TEntity> page;
        do
        {
            page = await client.ListPageAsync(scope.Query, scope.Paged ? options.PageSize : null, next, cancellationToken);
            items.AddRange(page.Items);
            foreach (UnreadableObject problem in page.Unreadable)
            {
                logger.ObjectUnreadable(Kind, problem.Key.ToString(), problem.Problem);
                unreadable.Add(problem.Key);
            }

            next = page.Continue;
            // When the rest of a list is too old before it was read, the next try asks for all at once.
            scope.Paged = next is null;
        }
        while (next is not null);

        Cache.Replace(scope.Query.Namespace, items, unreadable);
        logger.Listed(Kind, scope.Query.Namespace ?? "all namespaces", items.Count);
        return page.ResourceVersion;
    }

    private async Task WatchAsync(Scope scope, CancellationToken cancellationToken)
    {
        TimeSpan timeout = options.WatchTimeout * (1 + Random.Shared.NextDouble() / 2);
        using HttpResponseMessage watch = await client.OpenWatchAsync(scope.Query, scope.Version!, timeout, cancellationToken);
        using Deadline idle = new(options.IdleDeadline, client.Time, cancellationToken);
        try
        {
            await foreach (WatchLine<TEntity> line in client.ReadLinesAsync(watch, () => idle.Restart(options.IdleDeadline), idle.Token))
            {
                Take(line);
                scope.WorksAgain(line.ResourceVersion);
            }
        }
        catch (OperationCanceledException) when (idle.Passed)
        {
            throw new WatchIdleException(options.IdleDeadline);
        }
    }

    private void Take(WatchLine<TEntity> line)
    {
        if (line.Unreadable is { } problem)
        {
            logger.ObjectUnreadable(Kind, problem.Key.ToString(), problem.Problem);
            if (line.Type == WatchLineType.Deleted) Cache.Remove(problem.Key);
        }
        else if (line.Type == WatchLineType.Deleted) Cache.Remove(line.Entity!);
        else if (line.Type != WatchLineType.Bookmark) Cache.Set(line.Entity!);
    }

    private TimeSpan Pause(Scope scope, TimeSpan? asked)
    {
        TimeSpan pause = options.Pause.After(++scope.Failures, Random.Shared.NextDouble());
        return asked > pause ? asked.Value : pause;
    }

    private static string ReasonOf(Exception error) => error switch
    {
        KubernetesApiException { IsExpired: true } => WatchEnd.Expired,
        KubernetesApiException => WatchEnd.Refused,
        WatchIdleException => WatchEnd.Idle,
        WatchBrokenException or JsonException => WatchEnd.Broken,
        _ => WatchEnd.Disconnected,
    };

    /// <summary>What is known of one namespace between two watches.</summary>
    private sealed class Scope(ListQuery query)
    {
        public ListQuery Query { get; } = query;

        public string? Version { get; set; }

        public bool Paged { get; set; } = true;

        public bool Heard { get; set; }

        public int Failures { get; set; }

        public string? Problem { get; set; }

        public void WorksAgain(string version)
        {
            Version = version;
            Heard = true;
            Failures = 0;
            Problem = null;
        }
    }
}
