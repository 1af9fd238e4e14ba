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

    public ILabelCore? Take(string chain)
    {
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
        public string Chain => chain;

        public int? Node => null;

        public void Run(Action work)
        {
            lock (owner._held) owner.Threads.Add(Thread.CurrentThread.Name);
            work();
        }

        public void Dispose()
        {
            lock (owner._held) owner._held.Remove(this);
        }
    }
}
