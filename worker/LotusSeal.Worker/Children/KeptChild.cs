using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Children;

/// <summary>
/// A child process that is started when it is first needed, kept for the next request with what it holds, replaced when it is lost, ended when it is
/// idle. A crash, or a kill for memory, costs one request and nothing else of this worker.
/// </summary>
internal class KeptChild : IDisposable
{
    private readonly ChildProgram _program;
    private readonly ChildTimings _timings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ITimer _idle;
    private readonly IRetiredDevices? _devices;
    private RunningChild? _process;
    private volatile bool _disposed;

    /// <param name="program">How it is started.</param>
    /// <param name="timings">How long it is waited for.</param>
    /// <param name="clock">Measures that.</param>
    /// <param name="logger">Gets what it says, and how it ends.</param>
    /// <param name="devices">Remembers from one process to the next which devices failed; null where the worker chooses the device.</param>
    public KeptChild(ChildProgram program, ChildTimings timings, TimeProvider clock, ILogger logger, IRetiredDevices? devices = null)
    {
        (_program, _timings, _clock, _logger, _devices) = (program, timings, clock, logger, devices);
        _idle = clock.CreateTimer(_ => EndIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Bytes of memory that the process holds; 0 while there is none.</summary>
    public long ResidentMemory => Volatile.Read(ref _process)?.ResidentMemory ?? 0;

    /// <summary>What the process computes with; null while there is none, or it does not say so.</summary>
    public string? Backend => Volatile.Read(ref _process)?.Backend;

    /// <summary>Asks for one thing; requests that come meanwhile wait.</summary>
    /// <returns>The answer.</returns>
    /// <exception cref="Primitives.SealingException">The request is wrong: it would fail again.</exception>
    /// <exception cref="Sealing.Backends.SealingBackendException">What the process computes with failed.</exception>
    /// <exception cref="ChildLostException">The process was lost on the way: the same request may succeed.</exception>
    public async Task<byte[]> AskAsync(ReadOnlyMemory<byte> request, ReadOnlyMemory<byte> input, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken)
    {
        if (_turn.CurrentCount == 0) progress.Report(new PhaseProgress($"waits for the {_program.Name}", 0, 0, ""));
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            RunningChild? kept = _process;
            RunningChild process = await ReadyAsync(progress, cancellationToken);
            try
            {
                byte[] answer = await process.AskAsync(request, input, progress, cancellationToken);
                NoteAnswer();
                return answer;
            }
            catch (ChildLostException lost) when (lost.IsUnheard && process == kept)
            {
                // It may have died while nobody asked, without that being seen yet.
                Discard(process);
                process = await ReadyAsync(progress, cancellationToken);
                return await process.AskAsync(request, input, progress, cancellationToken);
            }
        }
        finally
        {
            if (_process is { Ended.IsCompleted: true } lost) Discard(lost);
            else _idle.Change(_timings.Idle, Timeout.InfiniteTimeSpan);
            _turn.Release();
        }
    }

    /// <summary>Ends the process, also in the middle of a request; none is started any more.</summary>
    public void Dispose()
    {
        _disposed = true;
        _idle.Dispose();
        Volatile.Read(ref _process)?.Dispose();
    }

    /// <summary>How the next process is started.</summary>
    protected virtual ChildProgram Next(ChildProgram program) => program;

    /// <summary>A process was lost.</summary>
    /// <param name="backend">What it computed with; null when it had not said so.</param>
    protected virtual void NoteLoss(string? backend)
    {
    }

    /// <summary>A process has answered.</summary>
    protected virtual void NoteAnswer()
    {
    }

    private async Task<RunningChild> ReadyAsync(IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        // It may have died while nobody asked.
        if (_process is { IsAlive: false } lost)
        {
            await lost.Ended;
            Discard(lost);
        }

        if (_process is { } kept) return kept;
        progress.Report(new PhaseProgress($"starts the {_program.Name}", 0, 0, ""));
        try
        {
            RunningChild started = await RunningChild.StartAsync(Next(_program), _timings, _clock, _logger, _devices, cancellationToken);
            _process = started;
            // The end may have come meanwhile, and found none.
            if (_disposed) started.Dispose();
            return started;
        }
        catch (ChildLostException)
        {
            NoteLoss(null);
            throw;
        }
    }

    private void Discard(RunningChild lost)
    {
        _logger.ChildLost(_program.Title, lost.Ended.Result);
        NoteLoss(lost.Backend);
        lost.Dispose();
        _process = null;
    }

    private void EndIdle()
    {
        // A request that begins now keeps it.
        if (!_turn.Wait(0)) return;
        try
        {
            if (_process is not { } idle) return;
            idle.Dispose();
            _process = null;
            _logger.ChildIdle(_program.Title, _timings.Idle.TotalMinutes);
        }
        finally
        {
            _turn.Release();
        }
    }
}
