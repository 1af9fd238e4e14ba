using ManagedCuda.BasicTypes;
using Native = ManagedCuda.DriverAPINativeMethods;

namespace ManagedCuda;

/// <summary>An array in device memory.</summary>
/// <typeparam name="T">Its elements.</typeparam>
public sealed unsafe class CudaDeviceVariable<T> : IDisposable where T : unmanaged
{
    private bool _disposed;

    /// <summary>Allocates in the current context.</summary>
    /// <param name="size">Elements.</param>
    /// <exception cref="CudaException">Memory is short.</exception>
    public CudaDeviceVariable(SizeT size)
    {
        Size = size;
        Native.cuMemAlloc_v2(out CUdeviceptr pointer, SizeInBytes).ThrowIfFailed();
        DevicePointer = pointer;
    }

    /// <summary>The address.</summary>
    public CUdeviceptr DevicePointer { get; }

    /// <summary>Elements.</summary>
    public SizeT Size { get; }

    /// <summary>Bytes.</summary>
    public SizeT SizeInBytes => Size * sizeof(T);

    /// <summary>Copies an array to the device and waits.</summary>
    public void CopyToDevice(T[] aSource)
    {
        ArgumentNullException.ThrowIfNull(aSource);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)aSource.Length, (ulong)Size);
        fixed (T* from = aSource)
            Native.cuMemcpyHtoD_v2(DevicePointer, from, (SizeT)aSource.Length * sizeof(T)).ThrowIfFailed();
    }

    /// <summary>Waits and copies the beginning of the array from the device.</summary>
    public void CopyToHost(T[] aDest)
    {
        ArgumentNullException.ThrowIfNull(aDest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)aDest.Length, (ulong)Size);
        fixed (T* to = aDest)
            Native.cuMemcpyDtoH_v2(to, DevicePointer, (SizeT)aDest.Length * sizeof(T)).ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Native.cuMemFree_v2(DevicePointer);
    }
}
