using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Replicas;
using LotusSeal.Sealing.Backends;
using ManagedCuda;

namespace LotusSeal.Cuda;

/// <summary>PreCommit2 and updates on one GPU, one sector at a time.</summary>
internal sealed class CudaReplicaBuilder : IReplicaBuilder, IUpdateBuilder, IDisposable
{
    private readonly CudaDeviceInfo _info;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CudaDevice? _device;
    private volatile BackendFault? _condemned;

    /// <summary>Touches the device at the first sector only.</summary>
    public CudaReplicaBuilder(CudaDeviceInfo info, string name) => (_info, Device) = (info, name);

    /// <inheritdoc/>
    public string Device { get; }

    /// <summary>Most nodes of a batch; tests make it small.</summary>
    internal int LargestBatch { get; init; } = int.MaxValue;

    /// <summary>
    /// Ends what the device works on, and all later work, with a fault: somebody else saw it fail. What it has handed over does not count then.
    /// </summary>
    /// <param name="reason">What was seen.</param>
    /// <param name="stage">What it failed in.</param>
    public BackendFault Condemn(string reason, BackendStage stage) => _condemned = CudaFaults.Seen(reason, Device, stage);

    /// <inheritdoc/>
    public void Build(ReplicaPlan plan, IReplicaSource source, IReplicaSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sink);
        Build(new SealingJob(plan, source, sink), cancellationToken);
    }

    /// <inheritdoc/>
    public void Build(UpdatePlan plan, IUpdateSource source, IUpdateSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sink);
        Build(new UpdateJob(plan, source, sink), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _turn.Dispose();
    }

    private void Build(BatchJob job, CancellationToken cancellationToken)
    {
        _turn.Wait(cancellationToken);
        try
        {
            EndIfCondemned();
            _device ??= new CudaDevice(_info);
            _device.SetCurrent();
            MemoryPlan memory = MemoryPlan.For(job, _info.Multiprocessors, _device.FreeMemory, LargestBatch);
            using LaneSet lanes = LaneSet.Allocate(_device, job, memory);
            new ReplicaRun(job, lanes, EndIfCondemned, node => new SealingBackendException(CudaFaults.Wrong(node, Device, job.Stage)))
                .Run(cancellationToken);
            EndIfCondemned();
        }
        catch (CudaException exception)
        {
            Close();
            throw new SealingBackendException(CudaFaults.Of(exception, Device, job.Stage), exception);
        }
        catch (SealingBackendException)
        {
            Close();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void EndIfCondemned()
    {
        if (_condemned is { } fault) throw new SealingBackendException(fault);
    }

    /// <summary>Gives back what the device held: after an error nothing in its memory is relied on.</summary>
    private void Close()
    {
        _device?.Dispose();
        _device = null;
    }
}
