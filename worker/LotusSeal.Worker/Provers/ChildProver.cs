using System.Text.Json;
using LotusSeal.Cuda;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Provers;

/// <summary>A prover in a process of its own, started without GPUs once two of them were lost with one.</summary>
/// <param name="program">How it is started.</param>
/// <param name="timings">How long it is waited for.</param>
/// <param name="clock">Measures that.</param>
/// <param name="logger">Gets what it says, and how it ends.</param>
/// <param name="devices">Remembers from one prover to the next which devices failed; null where none is used.</param>
internal sealed class ChildProver(
    ChildProgram program, ChildTimings timings, TimeProvider clock, ILogger logger, IRetiredDevices? devices = null)
    : KeptChild(program, timings, clock, logger, devices), IProver
{
    /// <summary>Provers with a GPU that may be lost one after the other, until they are started without.</summary>
    private const int MostLostOnGpu = 2;

    private readonly ILogger _logger = logger;
    private int _lostOnGpu;

    /// <summary>From now on provers are started without GPUs. Raised on any thread.</summary>
    public event Action? GpusAvoided;

    /// <summary>Whether provers are started without GPUs: two that had one, or had not said so, were lost one after the other.</summary>
    public bool AvoidsGpus => Volatile.Read(ref _lostOnGpu) >= MostLostOnGpu;

    /// <inheritdoc/>
    public async Task<byte[]> ProveAsync(ProofRequest request, ReadOnlyMemory<byte> input, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(JsonSerializer.SerializeToUtf8Bytes(request, ProofRequestJson.Default.ProofRequest), input, progress,
                cancellationToken);
        }
        catch (SealingBackendException failed)
        {
            // The prover has left the device alone where that helps.
            throw new ChildLostException($"the prover failed: {failed.Message}") { IsAnswer = true };
        }
    }

    /// <inheritdoc/>
    protected override ChildProgram Next(ChildProgram program) => AvoidsGpus ? ProverCommand.WithoutGpus(program) : program;

    /// <summary>A driver that crashes or hangs does so again: the processor can prove without it.</summary>
    protected override void NoteLoss(string? backend)
    {
        if (AvoidsGpus || (backend is not null && !CudaSealingBackend.IsName(backend))) return;
        if (++_lostOnGpu < MostLostOnGpu) return;
        _logger.ProverWithoutGpus(MostLostOnGpu);
        GpusAvoided?.Invoke();
    }

    /// <inheritdoc/>
    protected override void NoteAnswer()
    {
        if (!AvoidsGpus) _lostOnGpu = 0;
    }
}
