using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>Cores that are only counted, in the place of those of a machine.</summary>
internal sealed class RecordedCores(int count) : ILabelCores
{
    private readonly List<RecordedCore> _held = [];

    /// <summary>Who has a core now.</summary>
    public string[] Holders
    {
        get
        {
            lock (_held) return [.. _held.Select(core => core.Chain).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Names of the threads that ran on a core, each once, in order.</summary>
    public HashSet<string?> Threads { get; } = [];

    /// <summary>Called before each taking, which it may let fail.</summary>
    public Action? Taking { get; set; }

    public ILabelCore? Take(string chain)
    {
        Taking?.Invoke();
        lock (_held)
        {
            if (_held.Count == count) return null;
            RecordedCore core = new(this, chain);
            _held.Add(core);
            return core;
        }
    }

    private sealed class RecordedCore(RecordedCores owner, string chain) : ILabelCore
    {
        private bool _isRunning;

        public string Chain { get; set; } = chain;

        public int? Node => null;

        public void Run(Action work)
        {
            lock (owner._held)
            {
                if (_isRunning || !owner._held.Contains(this))
                    throw new InvalidOperationException($"{Chain} labels on a core that it does not have alone.");
                _isRunning = true;
                owner.Threads.Add(Thread.CurrentThread.Name);
            }
            try
            {
                work();
            }
            finally
            {
                lock (owner._held) _isRunning = false;
            }
        }

        public void Dispose()
        {
            lock (owner._held)
            {
                if (_isRunning) throw new InvalidOperationException($"The core of {Chain} is given back while it labels on it.");
                owner._held.Remove(this);
            }
        }
    }
}
