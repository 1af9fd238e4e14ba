using ManagedCuda.BasicTypes;
using Native = ManagedCuda.DriverAPINativeMethods;

namespace ManagedCuda;

/// <summary>A mark in a stream.</summary>
public sealed class CudaEvent : IDisposable
{
    private bool _disposed;

    /// <summary>Creates an event in the current context.</summary>
    public CudaEvent(CUEventFlags flags)
    {
        Native.cuEventCreate(out CUevent handle, flags).ThrowIfFailed();
        Event = handle;
    }

    /// <summary>The driver's handle.</summary>
    public CUevent Event { get; }

    /// <summary>Time between two events that have happened, milliseconds.</summary>
    public static float ElapsedTime(CudaEvent eStart, CudaEvent eEnd)
    {
        ArgumentNullException.ThrowIfNull(eStart);
        ArgumentNullException.ThrowIfNull(eEnd);
        Native.cuEventElapsedTime(out float milliseconds, eStart.Event, eEnd.Event).ThrowIfFailed();
        return milliseconds;
    }

    /// <summary>Puts the mark behind what the stream has to do.</summary>
    public void Record(CUstream stream) => Native.cuEventRecord(Event, stream).ThrowIfFailed();

    /// <summary>Waits for the mark.</summary>
    public void Synchronize() => Native.cuEventSynchronize(Event).ThrowIfFailed();

    /// <summary>Whether the mark was reached.</summary>
    public bool Query()
    {
        CUResult result = Native.cuEventQuery(Event);
        if (result == CUResult.ErrorNotReady) return false;
        if (result != CUResult.Success) throw new CudaException(result, nameof(Native.cuEventQuery));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Native.cuEventDestroy_v2(Event);
    }
}
