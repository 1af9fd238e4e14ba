using LotusSeal.KubeOps.Queue;

namespace LotusSeal.KubeOps.Events;

/// <summary>
/// Decides what of all that is said is written: the first of equal notices makes an event, repetitions are counted and written into it now and then,
/// and an object that has more and more to say is cut short. No I/O; not safe for several threads.
/// </summary>
internal sealed class EventSeriesBook(EventRecorderOptions options, TimeProvider time, Func<string> newName)
{
    private readonly Dictionary<Notice, Series> _series = [];
    private readonly Dictionary<string, ObjectState> _objects = [];
    private long _dropped;

    /// <summary>How many notices were left out since this was asked last.</summary>
    public long TakeDropped()
    {
        long dropped = _dropped;
        _dropped = 0;
        return dropped;
    }

    /// <summary>Takes a notice.</summary>
    /// <returns>What is to be written at once, if anything.</returns>
    public EventWrite? Take(NoticeOf notice)
    {
        if (_series.TryGetValue(notice.Notice, out Series? series) && time.GetElapsedTime(series.Said) < options.SeriesEnd)
        {
            series.Count++;
            series.Said = time.GetTimestamp();
            return time.GetElapsedTime(series.Written) >= options.SeriesPause ? Write(series) : null;
        }

        if (!MaySay(notice.Notice.Uid))
        {
            _dropped++;
            return null;
        }

        series = new Series(notice, $"{Cut(notice.Regarding.Name)}.{newName()}") { Count = 1, Said = time.GetTimestamp() };
        _series[notice.Notice] = series;
        return Write(series);
    }

    /// <summary>Repetitions that have not been written for long enough.</summary>
    public IReadOnlyList<EventWrite> Due()
    {
        Forget();
        return [.. _series.Values.Where(series => series.Count > series.WrittenCount && time.GetElapsedTime(series.Written) >= options.SeriesPause)
            .ToArray().Select(Write)];
    }

    /// <summary>The event could not be written, or is no longer there: the next equal notice makes one anew.</summary>
    public void Lost(EventWrite write) => _series.Remove(write.Of.Notice);

    private EventWrite Write(Series series)
    {
        series.Written = time.GetTimestamp();
        series.WrittenCount = series.Count;
        return new EventWrite(series.Of, series.Name, series.Count);
    }

    private bool MaySay(string uid)
    {
        if (_series.Count >= options.Remembered) Forget();
        if (_series.Count >= options.Remembered) return false;
        if (!_objects.TryGetValue(uid, out ObjectState? state))
        {
            state = new ObjectState(new TokenBucket(1 / options.ObjectPause.TotalSeconds, options.ObjectBurst, time));
            _objects[uid] = state;
        }

        state.Said = time.GetTimestamp();
        return state.Bucket.Take() == TimeSpan.Zero;
    }

    private void Forget()
    {
        foreach (Notice old in _series.Where(pair => time.GetElapsedTime(pair.Value.Said) >= options.SeriesEnd).Select(pair => pair.Key).ToArray())
            _series.Remove(old);
        // By then its bucket is full again.
        TimeSpan full = options.ObjectPause * options.ObjectBurst;
        foreach (string old in _objects.Where(pair => time.GetElapsedTime(pair.Value.Said) >= full).Select(pair => pair.Key).ToArray())
            _objects.Remove(old);
    }

    /// <summary>Leaves room for the rest of the event's name.</summary>
    private static string Cut(string name) => name.Length <= 200 ? name : name[..200].TrimEnd('.', '-');

    private sealed class Series(NoticeOf of, string name)
    {
        public NoticeOf Of { get; } = of;

        public string Name { get; } = name;

        public int Count { get; set; }

        public int WrittenCount { get; set; }

        public long Said { get; set; }

        public long Written { get; set; }
    }

    private sealed class ObjectState(TokenBucket bucket)
    {
        public TokenBucket Bucket { get; } = bucket;

        public long Said { get; set; }
    }
}
