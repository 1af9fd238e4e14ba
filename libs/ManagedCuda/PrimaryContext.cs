using ManagedCuda.BasicTypes;
using Native = ManagedCuda.DriverAPINativeMethods;

namespace ManagedCuda;

/// <summary>The one context of a device that all parts of a process share.</summary>
public sealed class PrimaryContext : CudaContext
{
    private readonly CUdevice _device;
    private bool _disposed;

    /// <summary>Retains the context and makes it current to the calling thread.</summary>
    /// <param name="deviceId">Ordinal.</param>
    public PrimaryContext(int deviceId)
    {
        Native.cuInit(0).ThrowIfFailed();
        Native.cuDeviceGet(out _device, deviceId).ThrowIfFailed();
        Native.cuDevicePrimaryCtxRetain(out CUcontext context, _device).ThrowIfFailed();
        Context = context;
        try
        {
            SetCurrent();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool fDisposing)
    {
        if (_disposed) return;
        _disposed = true;
        // A device that is lost cannot give anything back; there is nobody to tell.
        Native.cuDevicePrimaryCtxRelease_v2(_device);
    }
}
