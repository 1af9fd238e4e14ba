using LotusSeal.Worker.Children;
using LotusSeal.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Gpus;

/// <summary>The processes that a starting worker makes for its GPUs, so that it can end them all while it still waits for one. Thread-safe.</summary>
/// <param name="options">How they are started, and how long they are kept.</param>
/// <param name="logger">Gets what they say.</param>
internal sealed class GpuProcesses(WorkerRunOptions options, ILogger logger)
{
    private readonly ChildProgram _program = options.GpuProcess ?? GpuCommand.Of(options.Threads, options.RowsToDiscard);
    private readonly Lock _gate = new();
    private readonly List<KeptChild> _made = [];
    private bool _ended;

    /// <summary>Whether they were ended.</summary>
    public bool HaveEnded
    {
        get
        {
            lock (_gate) return _ended;
        }
    }

    /// <summary>Makes a process that is started when it is first needed.</summary>
    /// <exception cref="OperationCanceledException">They were ended.</exception>
    public KeptChild Make()
    {
        lock (_gate)
        {
            if (_ended) throw new OperationCanceledException("The worker stops.");
            KeptChild child = new(_program, new ChildTimings { Idle = options.ProverIdle }, TimeProvider.System, logger);
            _made.Add(child);
            return child;
        }
    }

    /// <summary>Ends them and makes no more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            foreach (KeptChild child in _made) child.Dispose();
        }
    }
}
