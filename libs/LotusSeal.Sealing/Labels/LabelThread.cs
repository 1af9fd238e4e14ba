using System.Runtime.ExceptionServices;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>Hashes a layer on a thread that has a core of its own, and tells the calling thread how far it is.</summary>
/// <remarks>
/// Telling others may start threads, of the pool for instance, and those would be bound to the core as their maker is. So the label thread does
/// nothing but hash and count, and the calling thread, which is not bound, does the rest.
/// </remarks>
/// <param name="core">Where it runs.</param>
/// <param name="name">Its name, at most 15 characters.</param>
internal sealed class LabelThread(ILabelCore core, string name)
{
    /// <summary>Labels; returns when all is labelled and told.</summary>
    /// <param name="loop">Labels blocks and calls back after each with its nodes and all nodes so far; runs on the label thread.</param>
    /// <param name="labelled">Gets the same, perhaps of several blocks at once, on the calling thread.</param>
    public void Run(Action<Action<int, ulong>> loop, Action<int, ulong> labelled)
    {
        Announcements news = new();
        Thread thread = new(() =>
        {
            try
            {
                core.Run(() => loop(news.Add));
                news.End(null);
            }
            catch (Exception exception)
            {
                news.End(ExceptionDispatchInfo.Capture(exception));
            }
        })
        { IsBackground = true, Name = name };
        thread.Start();
        try
        {
            while (news.Next(out int nodes, out ulong finished)) labelled(nodes, finished);
        }
        finally
        {
            // Nothing that it reads or writes may go while it runs.
            news.Stop();
            thread.Join();
        }
    }

    /// <summary>What is labelled and not told yet.</summary>
    private sealed class Announcements
    {
        private readonly object _gate = new();
        private int _nodes;
        private ulong _finished;
        private bool _isEnded, _isStopped;
        private ExceptionDispatchInfo? _failure;

        /// <summary>Adds a block.</summary>
        /// <exception cref="OperationCanceledException">Nobody listens any more.</exception>
        public void Add(int nodes, ulong finished)
        {
            lock (_gate)
            {
                if (_isStopped) throw new OperationCanceledException();
                _nodes += nodes;
                _finished = finished;
                Monitor.Pulse(_gate);
            }
        }

        /// <summary>No block comes any more.</summary>
        public void End(ExceptionDispatchInfo? failure)
        {
            lock (_gate)
            {
                _failure = failure;
                _isEnded = true;
                Monitor.Pulse(_gate);
            }
        }

        /// <summary>Waits for a block; false at the end, when all are told. Throws what the label thread threw.</summary>
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

        /// <summary>The next block ends the label thread.</summary>
        public void Stop()
        {
            lock (_gate) _isStopped = true;
        }
    }
}
