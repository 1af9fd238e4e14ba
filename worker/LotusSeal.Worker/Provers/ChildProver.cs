using LotusSeal.Cuda;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Provers;

/// <summary>
/// A prover in a process of its own: started when it is first needed, kept for the next proof with what it holds, replaced when it is lost, ended
/// when it is idle. A crash, or a kill for memory, costs one proof and nothing else of this worker.
/// </summary>
internal sealed class ChildProver : IProver, IDisposable
{
    /// <summary>Provers with a GPU that may be lost one after the other, until they are started without.</summary>
    private const int MostLostOnGpu = 2;

    private readonly ProverProgram _program;
    private readonly ProverTimings _timings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ITimer _idle;
    private ProverProcess? _process;
    private int _lostOnGpu;

    /// <param name="program">How it is started.</param>
    /// <param name="timings">How long it is waited for.</param>
    /// <param name="clock">Measures that.</param>
    /// <param name="logger">Gets what it says, and how it ends.</param>
    public ChildProver(ProverProgram program, ProverTimings timings, TimeProvider clock, ILogger logger)
    {
        (_program, _timings, _clock, _logger) = (program, timings, clock, logger);
        _idle = clock.CreateTimer(_ => EndIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Bytes of memory that the prover holds; 0 while there is none.</summary>
    public long ResidentMemory => Volatile.Read(ref _process)?.ResidentMemory ?? 0;

    /// <summary>What the prover computes with; null while there is none.</summary>
    public string? Backend => Volatile.Read(ref _process)?.Backend;

    /// <summary>Whether provers are started without GPUs: two that had one, or had not said so, were lost one after the other.</summary>
    public bool AvoidsGpus => Volatile.Read(ref _lostOnGpu) >= MostLostOnGpu;

    /// <inheritdoc/>
    public async Task<byte[]> ProveAsync(ProofRequest request, ReadOnlyMemory<byte> input, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken)
    {
        if (_turn.CurrentCount == 0) progress.Report(new PhaseProgress("waits for another proof", 0, 0, ""));
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            ProverProcess? kept = _process;
            ProverProcess process = await ReadyAsync(progress, cancellationToken);
            try
            {
                byte[] proof = await process.ProveAsync(request, input, progress, cancellationToken);
                if (!AvoidsGpus) _lostOnGpu = 0;
                return proof;
            }
            catch (ProverLostException lost) when (lost.IsUnheard && process == kept)
            {
                // It may have died while nobody asked, without that being seen yet.
                Discard(process);
                process = await ReadyAsync(progress, cancellationToken);
                return await process.ProveAsync(request, input, progress, cancellationToken);
            }
        }
        finally
        {
            if (_process is { Ended.IsCompleted: true } lost) Discard(lost);
            else _idle.Change(_timings.Idle, Timeout.InfiniteTimeSpan);
            _turn.Release();
        }
    }

    /// <summary>Ends the prover, also in the middle of a proof.</summary>
    public void Dispose()
    {
        _idle.Dispose();
        Volatile.Read(ref _process)?.Dispose();
    }

    private async Task<ProverProcess> ReadyAsync(IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        // It may have died while nobody asked.
        if (_process is { IsAlive: false } lost)
        {
            await lost.Ended;
            Discard(lost);
        }

        if (_process is { } kept) return kept;
        progress.Report(new PhaseProgress("starts the prover", 0, 0, ""));
        ProverProgram program = AvoidsGpus ? _program.WithoutGpus() : _program;
        try
        {
            return _process = await ProverProcess.StartAsync(program, _timings, _clock, _logger, cancellationToken);
        }
        catch (ProverLostException)
        {
            NoteLoss(null);
            throw;
        }
    }

    private void Discard(ProverProcess lost)
    {
        _logger.ProverLost(lost.Ended.Result);
        NoteLoss(lost.Backend);
        lost.Dispose();
        _process = null;
    }

    /// <summary>A driver that crashes or hangs does so again: the processor can prove without it.</summary>
    private void NoteLoss(string? backend)
    {
        if (AvoidsGpus || (backend is not null && !CudaSealingBackend.IsName(backend))) return;
        if (++_lostOnGpu == MostLostOnGpu) _logger.ProverWithoutGpus(MostLostOnGpu);
    }

    private void EndIdle()
    {
        // A proof that begins now keeps it.
        if (!_turn.Wait(0)) return;
        try
        {
            if (_process is not { } idle) return;
            idle.Dispose();
            _process = null;
            _logger.ProverIdle(_timings.Idle.TotalMinutes);
        }
        finally
        {
            _turn.Release();
        }
    }
}
