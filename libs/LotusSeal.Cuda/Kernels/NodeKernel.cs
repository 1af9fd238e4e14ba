using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Kernels;

/// <summary>A kernel with a thread for each node. Launches change it, so each stream's owner has its own.</summary>
internal sealed class NodeKernel
{
    /// <summary>Threads of a block: those that the kernels are compiled for.</summary>
    public const int BlockThreads = 256;

    private readonly CudaKernel _kernel;

    /// <summary>Takes the kernel.</summary>
    public NodeKernel(CudaKernel kernel)
    {
        _kernel = kernel;
        _kernel.BlockDimensions = BlockThreads;
    }

    /// <summary>Launches it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="count">Nodes; the last argument of the kernel.</param>
    /// <param name="arguments">Its other arguments.</param>
    public void Launch(CUstream stream, int count, params object[] arguments)
    {
        _kernel.GridDimensions = (uint)((count + BlockThreads - 1) / BlockThreads);
        _kernel.RunAsync(stream, [.. arguments, (uint)count]);
    }
}
