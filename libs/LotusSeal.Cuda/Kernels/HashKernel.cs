using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Kernels;

/// <summary>Poseidon of one arity on a device. Launches change it, so each stream's owner has its own.</summary>
internal sealed class HashKernel
{
    /// <summary>Threads of a block: those that the kernels are compiled for.</summary>
    public const int BlockThreads = 128;

    private const int Vector = 16;
    private readonly CudaKernel _kernel;
    private readonly CUdeviceptr _table;
    private readonly int _arity;

    /// <summary>Finds the kernel in the module.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="table">Its constants on the device.</param>
    public HashKernel(CudaKernel kernel, PoseidonShape shape, CUdeviceptr table)
    {
        (_kernel, _table, _arity) = (kernel, table, shape.Arity);
        _kernel.BlockDimensions = BlockThreads;
        _kernel.DynamicSharedMemory = BlockThreads * (uint)shape.Width * Digest.Size;
        _kernel.MaxDynamicSharedSizeBytes = (int)_kernel.DynamicSharedMemory;
    }

    /// <summary>The kernel.</summary>
    public CudaKernel Kernel => _kernel;

    /// <summary>Hashes columns: layers that lie one behind the other.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="layers">The first node of the first layer.</param>
    /// <param name="layerNodes">Nodes of a layer.</param>
    /// <param name="digests">Receives a node for each column.</param>
    public void Columns(CUstream stream, CUdeviceptr layers, int layerNodes, CUdeviceptr digests) =>
        Launch(stream, layers, (ulong)layerNodes * Digest.Size / Vector, Digest.Size / Vector, digests, layerNodes);

    /// <summary>Hashes arity nodes that follow each other into one.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="nodes">The first node.</param>
    /// <param name="digests">Receives the digests.</param>
    /// <param name="count">Digests.</param>
    public void Row(CUstream stream, CUdeviceptr nodes, CUdeviceptr digests, int count) =>
        Launch(stream, nodes, Digest.Size / Vector, (uint)(_arity * Digest.Size / Vector), digests, count);

    private void Launch(CUstream stream, CUdeviceptr nodes, ulong stride, uint step, CUdeviceptr digests, int count)
    {
        _kernel.GridDimensions = (uint)((count + BlockThreads - 1) / BlockThreads);
        _kernel.RunAsync(stream, _table, nodes, stride, step, digests, (uint)count);
    }
}
