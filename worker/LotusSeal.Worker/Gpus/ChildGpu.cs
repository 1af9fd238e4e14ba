using System.Text.Json;
using LotusSeal.Cuda;
using LotusSeal.Cuda.Devices;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Children;

namespace LotusSeal.Worker.Gpus;

/// <summary>
/// A GPU that a process of its own works on, so that a driver that crashes or hangs costs that process. A step that was lost with one is started
/// again in another; two that are lost in a row retire the GPU. Steps take turns.
/// </summary>
internal sealed class ChildGpu : SealingBackend, IStepProcess, IDisposable
{
    /// <summary>Processes that may be lost one after the other.</summary>
    internal const int MostLost = 2;

    private readonly KeptChild _child;
    private readonly CancellationTokenSource _condemnation = new();
    private volatile BackendFault? _condemned;

    /// <param name="device">The GPU.</param>
    /// <param name="child">The process, which is this object's from now on; the log has from it why one was lost.</param>
    public ChildGpu(CudaDeviceInfo device, KeptChild child) : base(CudaSealingBackend.NameOf(device))
    {
        (Device, _child) = (device, child);
        StepProcess = this;
    }

    /// <summary>The device.</summary>
    public CudaDeviceInfo Device { get; }

    /// <summary>Bytes of memory of the host that the process holds; 0 while there is none.</summary>
    public long ResidentMemory => _child.ResidentMemory;

    /// <inheritdoc/>
    public BackendFault? FindFault()
    {
        try
        {
            Ask(new GpuRequest(GpuRequestKind.Test, Device.Uuid), null, CancellationToken.None);
            return null;
        }
        catch (SealingBackendException exception)
        {
            return exception.Fault;
        }
        catch (ChildLostException exception)
        {
            return Fault(BackendStage.Replica, FaultRemedy.Retry, exception.Message);
        }
        catch (SealingException exception)
        {
            return Fault(BackendStage.Replica, FaultRemedy.Retire, exception.Message);
        }
    }

    /// <inheritdoc/>
    public SealCommitments PreCommit2(PreCommit1Output input, SectorPaths paths, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken) =>
        AskForCommitments(new GpuRequest(GpuRequestKind.PreCommit2, Device.Uuid, Sector: GpuSector.Of(input, paths)), progress, cancellationToken);

    /// <inheritdoc/>
    public SealCommitments Encode(SectorKey key, UpdateFiles update, string unsealed, IReadOnlyList<PieceCommitment> pieces,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        GpuUpdate work = GpuUpdate.Of(key, update, unsealed, pieces);
        return AskForCommitments(new GpuRequest(GpuRequestKind.Encode, Device.Uuid, Update: work), progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void RegenerateKey(SectorKey key, string? keyTemporary, string update, string unsealed, CommD newCommD,
        IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        GpuSectorKey work = GpuSectorKey.Of(key, keyTemporary, update, unsealed, newCommD);
        Ask(new GpuRequest(GpuRequestKind.RegenerateKey, Device.Uuid, Key: work), progress, cancellationToken);
    }

    /// <summary>
    /// Ends the step that the device works on, and every later one, with the fault that is returned: somebody saw the device fail beside the work.
    /// </summary>
    /// <param name="reason">What was seen, for a person.</param>
    /// <param name="stage">What it failed in.</param>
    public BackendFault Condemn(string reason, BackendStage stage = BackendStage.Replica)
    {
        BackendFault fault = Fault(stage, FaultRemedy.Retire, reason);
        _condemned = fault;
        _condemnation.Cancel();
        return fault;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _child.Dispose();
        _condemnation.Dispose();
    }

    private SealCommitments AskForCommitments(GpuRequest request, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        byte[] answer = Ask(request, progress, cancellationToken);
        if (answer.Length != 2 * Digest.Size)
        {
            string reason = $"its process answers with {answer.Length} bytes, not two digests";
            throw new SealingBackendException(Fault(request.Stage, FaultRemedy.Retire, reason));
        }
        return new SealCommitments(new CommR(new Digest(answer.AsSpan(0, Digest.Size))), new CommD(new Digest(answer.AsSpan(Digest.Size))));
    }

    private byte[] Ask(GpuRequest request, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        byte[] words = JsonSerializer.SerializeToUtf8Bytes(request, GpuJson.Default.GpuRequest);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _condemnation.Token);
        for (int lost = 0; ;)
        {
            try
            {
                byte[] answer = _child.AskAsync(words, ReadOnlyMemory<byte>.Empty, progress ?? new Progress<PhaseProgress>(), stop.Token)
                    .GetAwaiter().GetResult();
                EndIfCondemned();
                return answer;
            }
            catch (OperationCanceledException)
            {
                EndIfCondemned();
                throw;
            }
            catch (ChildLostException exception) when (!exception.IsAnswer)
            {
                EndIfCondemned();
                cancellationToken.ThrowIfCancellationRequested();
                if (++lost == MostLost)
                {
                    string reason = $"{MostLost} processes in a row were lost with it, the last one so: {exception.Message}";
                    throw new SealingBackendException(Fault(request.Stage, FaultRemedy.Retire, reason), exception);
                }
            }
        }
    }

    private void EndIfCondemned()
    {
        if (_condemned is { } fault) throw new SealingBackendException(fault);
    }

    private BackendFault Fault(BackendStage stage, FaultRemedy remedy, string reason) => new(stage, Name, remedy, reason);
}
