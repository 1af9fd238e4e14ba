using System.Runtime.ExceptionServices;

namespace LotusSeal.Sealing.Labels;

/// <summary>What a loop has labelled of one sector and that sector's thread was not told yet. One thread on each side.</summary>
/// <remarks>
/// Telling others may start threads, of the pool for instance, and those would be bound to the loop's core as their maker is. So the loop does
/// nothing but hash and count, and the sector's thread, which is not bound, does the rest.
/// </remarks>
internal sealed class LabelNews
{
    private readonly object _gate = new();
    private int _nodes;
    private ulong _finished;
    private bool _isEnded, _isStopped;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Adds a block; false when nobody listens any more.</summary>
    public bool Add(int nodes, ulong finished)
    {
        lock (_gate)
        {
            _nodes += nodes;
            _finished = finished;
            Monitor.PulseAll(_gate);
            return !_isStopped;
        }
    }

    /// <summary>The loop touches nothing of the sector any more; only the first call counts.</summary>
    /// <param name="failure">Why it is not labelled to its end, or null.</param>
    public void End(Exception? failure)
    {
        lock (_gate)
        {
            if (_isEnded) return;
            if (failure is not null) _failure = ExceptionDispatchInfo.Capture(failure);
            _isEnded = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for a block; false at the end, when all are told. Throws what ended the loop.</summary>
    public bool Next(out int nodes, out ulong finished)
    {
        lock (_gate)
        {
            while (_nodes == 0 && !_isEnded) Monitor.Wait(_gate);
            (nodes, finished) = (_nodes, _finished);
            _nodes = 0;
            if (nodes > 0) return true;
            _failure?.Throw();
            return false;
        }
    }

    /// <summary>Returns when the loop touches nothing of the sector any more, which it is asked for.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            while (!_isEnded) Monitor.Wait(_gate);
        }
    }
}
