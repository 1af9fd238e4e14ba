using k8s;
using k8s.Models;
using KubeOps.Abstractions.Reconciliation;
using KubeOps.Abstractions.Reconciliation.Controller;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Observability;
using LotusSeal.KubeOps.Queue;
using LotusSeal.KubeOps.Watcher;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Reconciliation;

/// <summary>
/// Works on the objects of one kind: every change of an object leads to a pass over it, every pass that failed to another one after a back-off, and
/// no object is in two passes at once.
/// </summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
public sealed class ControllerLoop<TEntity> : IControllerLoop where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly EntityCache<TEntity> _cache;
    private readonly EntityClient<TEntity> _client;
    private readonly IEntityController<TEntity> _controller;
    private readonly FinalizerRegistration<TEntity>? _finalizer;
    private readonly ControllerOptions _options;
    private readonly OperatorMetrics _metrics;
    private readonly ILogger _logger;
    private volatile WorkQueue<ObjectKey>? _queue;

    /// <param name="cache">What is known of the objects.</param>
    /// <param name="client">Writes finalizers; fenced.</param>
    /// <param name="controller">Acts.</param>
    /// <param name="finalizer">Acts before an object goes; null where there is nothing to do.</param>
    /// <param name="options">How.</param>
    /// <param name="metrics">Counts passes.</param>
    /// <param name="logger">Told of passes that failed.</param>
    public ControllerLoop(EntityCache<TEntity> cache, EntityClient<TEntity> client, IEntityController<TEntity> controller,
        FinalizerRegistration<TEntity>? finalizer, ControllerOptions options, OperatorMetrics metrics, ILogger logger)
    {
        _cache = cache;
        _client = client;
        _controller = controller;
        _finalizer = finalizer;
        _options = options;
        _metrics = metrics;
        _logger = logger;
        metrics.Controller(options.Name, () => _queue?.Depth ?? 0);
    }

    /// <summary>
    /// Asks for a pass over an object, because something that belongs to it has changed. Nothing happens while no loop runs: each begins with all.
    /// </summary>
    public void Requeue(ObjectKey key) => _queue?.Add(key);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _cache.Synced.WaitAsync(cancellationToken);
        using WorkQueue<ObjectKey> queue = new(_options.Queue, _client.Time);
        Reconciler<TEntity> reconciler = new(_cache, _client, _controller, _finalizer, _logger);
        _queue = queue;
        try
        {
            using IDisposable changes = _cache.Subscribe(change =>
            {
                if (change.After is null) reconciler.Gone(change.Entity);
                queue.Add(ObjectKey.Of(change.Entity));
            });
            await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(_ => WorkAsync(queue, reconciler, cancellationToken)));
        }
        finally
        {
            _queue = null;
        }
    }

    private async Task WorkAsync(WorkQueue<ObjectKey> queue, Reconciler<TEntity> reconciler, CancellationToken cancellationToken)
    {
        while (true)
        {
            WorkItem<ObjectKey>? item;
            try
            {
                item = await queue.TakeAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (item is null) return;
            _metrics.PassBegins(_options.Name, item.Value.Waited);
            long start = _client.Time.GetTimestamp();
            string result = await PassAsync(queue, reconciler, item.Value.Key, cancellationToken);
            _metrics.PassEnded(_options.Name, result, _client.Time.GetElapsedTime(start));
            queue.Done(item.Value.Key);
        }
    }

    /// <summary>One pass, after which the queue knows when the next is due.</summary>
    private async Task<string> PassAsync(
        WorkQueue<ObjectKey> queue, Reconciler<TEntity> reconciler, ObjectKey key, CancellationToken cancellationToken)
    {
        using Deadline deadline = new(_options.PassTimeout, _client.Time, cancellationToken);
        try
        {
            ReconciliationResult<TEntity>? result = await reconciler.PassAsync(key, deadline.Token);
            if (result is { IsSuccess: false }) return Failed(queue, key, result);
            queue.Forget(key);
            if (result?.RequeueAfter is { } delay) queue.AddAfter(key, delay);
            return "success";
        }
        catch (LeadershipLostException)
        {
            return "cancelled";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return "cancelled";
        }
        catch (Exception error)
        {
            return Failed(queue, key, error, deadline.Passed);
        }
    }

    private string Failed(WorkQueue<ObjectKey> queue, ObjectKey key, ReconciliationResult<TEntity> result)
    {
        TimeSpan delay = result.RequeueAfter ?? queue.AddFailed(key);
        if (result.RequeueAfter is not null) queue.AddAfter(key, delay);
        _logger.PassFailed(_options.Name, key.ToString(), result.ErrorMessage!, delay.TotalSeconds);
        return "failure";
    }

    private string Failed(WorkQueue<ObjectKey> queue, ObjectKey key, Exception error, bool overdue)
    {
        TimeSpan delay = queue.AddFailed(key, (error as KubernetesApiException)?.RetryAfter);
        if (overdue) _logger.PassOverdue(_options.Name, key.ToString(), _options.PassTimeout.TotalSeconds, delay.TotalSeconds);
        // Words of the API server, and a network that is away, say it all; anything else is shown with its place.
        else if (error is KubernetesApiException or HttpRequestException or TimeoutException or IOException)
            _logger.PassFailed(_options.Name, key.ToString(), error.Message, delay.TotalSeconds);
        else _logger.PassThrew(_options.Name, key.ToString(), delay.TotalSeconds, error);
        return "failure";
    }
}
