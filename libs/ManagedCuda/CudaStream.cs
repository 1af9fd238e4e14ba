using ManagedCuda.BasicTypes;
using Native = ManagedCuda.DriverAPINativeMethods;

namespace ManagedCuda;

/// <summary>A queue of copies and launches, worked off in order.</summary>
public sealed class CudaStream : IDisposable
{
    private bool _disposed;

    /// <summary>Creates a stream in the current context.</summary>
    public CudaStream(CUStreamFlags flags)
    {
        Native.cuStreamCreate(out CUstream stream, flags).ThrowIfFailed();
        Stream = stream;
    }

    /// <summary>The driver's handle.</summary>
    public CUstream Stream { get; }

    /// <summary>Waits until all of it is done.</summary>
    public void Synchronize() => Native.cuStreamSynchronize(Stream).ThrowIfFailed();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Native.cuStreamDestroy_v2(Stream);
    }
}
