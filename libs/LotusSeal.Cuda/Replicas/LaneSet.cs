using System.Collections.Concurrent;
using LotusSeal.Cuda.Devices;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Replicas;

/// <summary>The lanes of a sector.</summary>
internal sealed class LaneSet : IDisposable
{
    private readonly BatchLane[] _lanes;
    private readonly ConcurrentBag<BatchLane> _free;

    private LaneSet(BatchLane[] lanes) => (_lanes, _free) = (lanes, [.. lanes]);

    /// <summary>The shape of their batches.</summary>
    public BatchLayout Layout => _lanes[0].Layout;

    /// <summary>Number of lanes.</summary>
    public int Count => _lanes.Length;

    /// <summary>Allocates the lanes; batches are halved while memory is short.</summary>
    /// <exception cref="CudaException">Memory is short even for the smallest batch, or the device failed.</exception>
    public static LaneSet Allocate(CudaDevice device, BatchJob job, MemoryPlan plan)
    {
        while (true)
        {
            try
            {
                return AllocateOnce(device, job, plan);
            }
            catch (CudaException exception) when (exception.CudaError == CUResult.ErrorOutOfMemory && plan.Halved() is not null)
            {
                plan = plan.Halved()!;
            }
        }
    }

    /// <summary>Lends a free lane; disposing the loan gives it back.</summary>
    public LaneLoan Take() =>
        _free.TryTake(out BatchLane? lane) ? new LaneLoan(lane, _free) : throw new InvalidOperationException("No lane is free.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (BatchLane lane in _lanes) lane.Dispose();
    }

    private static LaneSet AllocateOnce(CudaDevice device, BatchJob job, MemoryPlan plan)
    {
        List<BatchLane> lanes = [];
        try
        {
            for (int i = 0; i < plan.Lanes; i++) lanes.Add(new BatchLane(device, job, plan.Batch));
            return new LaneSet([.. lanes]);
        }
        catch
        {
            lanes.ForEach(lane => lane.Dispose());
            throw;
        }
    }
}
