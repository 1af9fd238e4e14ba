using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Replicas;

/// <summary>Makes the leaves of a batch from what came in. Launches change it, so each lane has its own.</summary>
internal interface ILeafKernels : IDisposable
{
    /// <summary>Launches.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="layout">Where nodes lie.</param>
    /// <param name="firstNode">First node of the batch in the sector.</param>
    /// <param name="input">What came in.</param>
    /// <param name="output">Receives the leaves of every kind of tree.</param>
    void Launch(CUstream stream, BatchLayout layout, ulong firstNode, CUdeviceptr input, CUdeviceptr output);
}
