using System.Collections.Concurrent;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Queue;

namespace LotusSeal.Operator.Host.Control;

/// <summary>
/// What the API server said to the last pod of each pool that it did not take, and when the next one may be tried: a quota or a policy changes, but
/// not within a moment. It decides nothing else, so that it need not outlive the process.
/// </summary>
internal sealed class PodRejections(TimeProvider time)
{
    private static readonly BackOff Pause = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    private readonly ConcurrentDictionary<ObjectKey, Rejection> _rejections = new();

    /// <summary>The words; null when the last pod was taken.</summary>
    public string? Of(ObjectKey pool) => _rejections.GetValueOrDefault(pool)?.Message;

    /// <summary>How long no pod of a pool, as it is specified now, should be tried; zero when one may be.</summary>
    public TimeSpan Wait(ObjectKey pool, long? generation)
    {
        if (!_rejections.TryGetValue(pool, out Rejection? last) || last.Generation != generation) return TimeSpan.Zero;
        TimeSpan left = last.Pause - time.GetElapsedTime(last.At);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A pod was refused.</summary>
    public void Set(ObjectKey pool, long? generation, string message)
    {
        int count = _rejections.TryGetValue(pool, out Rejection? last) && last.Generation == generation ? last.Count + 1 : 1;
        _rejections[pool] = new Rejection(message, generation, count, time.GetTimestamp(), Pause.After(count, random: 1));
    }

    /// <summary>A pod was taken, none is wanted any more, or the pool is gone.</summary>
    public void Clear(ObjectKey pool) => _rejections.TryRemove(pool, out _);

    private sealed record Rejection(string Message, long? Generation, int Count, long At, TimeSpan Pause);
}
