using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Admission.Observability;
using LotusSeal.Operator.Rendering;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Admission;

/// <summary>
/// Asks for drains as a person would, by the annotation of the pod, in the background: an answer to an eviction never waits for it. Each pod is asked
/// for once; one that failed is asked for again at its next eviction.
/// </summary>
/// <param name="pods">Patches pods. Without a fence: any replica answers evictions, and to ask twice changes nothing.</param>
/// <param name="logger">Told of each.</param>
internal sealed class DrainRequests(EntityClient<V1Pod> pods, ILogger logger) : IDrainRequests
{
    private const int Longest = 1024, MostRemembered = 16 * 1024;

    private readonly Channel<(ObjectKey Pod, string Uid)> _queue = Channel.CreateBounded<(ObjectKey, string)>(Longest);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _asked = [];

    /// <inheritdoc/>
    public void Ask(ObjectKey pod, string uid)
    {
        lock (_lock)
        {
            // To forget costs a second request at most: pods with the annotation do not get here.
            if (_asked.Count >= MostRemembered) _asked.Clear();
            if (_asked.Add(uid) && !_queue.Writer.TryWrite((pod, uid))) _asked.Remove(uid);
        }
    }

    /// <summary>Writes what was asked for until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach ((ObjectKey pod, string uid) in _queue.Reader.ReadAllAsync(cancellationToken))
                await WriteAsync(pod, uid, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was not written is asked for again by whoever evicts.
        }
    }

    private async Task WriteAsync(ObjectKey pod, string uid, CancellationToken cancellationToken)
    {
        // With the uid in it the patch is refused when the name is another pod's by now.
        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject { ["uid"] = uid, ["annotations"] = new JsonObject { [PoolAnnotations.DrainRequested] = "true" } },
        };
        try
        {
            await pods.MergePatchAsync(pod, patch, subresource: null, cancellationToken);
            logger.DrainRequested(pod.ToString());
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            logger.DrainNotRequested(pod.ToString(), error.Message);
            lock (_lock) _asked.Remove(uid);
        }
    }
}
