using ManagedCuda.BasicTypes;
using Native = ManagedCuda.DriverAPINativeMethods;

namespace ManagedCuda;

/// <summary>Pinned memory of the host, which devices copy from and to by themselves.</summary>
/// <typeparam name="T">Its elements.</typeparam>
public sealed unsafe class CudaPageLockedHostMemory<T> : IDisposable where T : unmanaged
{
    private bool _disposed;

    /// <summary>Allocates.</summary>
    /// <param name="aSize">Elements.</param>
    /// <param name="flags">For which contexts.</param>
    /// <exception cref="CudaException">Memory is short.</exception>
    public CudaPageLockedHostMemory(SizeT aSize, CUMemHostAllocFlags flags = CUMemHostAllocFlags.None)
    {
        Size = aSize;
        Native.cuMemHostAlloc(out nint pointer, SizeInBytes, flags).ThrowIfFailed();
        PinnedHostPointer = pointer;
    }

    /// <summary>The address.</summary>
    public IntPtr PinnedHostPointer { get; }

    /// <summary>Elements.</summary>
    public SizeT Size { get; }

    /// <summary>Bytes.</summary>
    public SizeT SizeInBytes => Size * sizeof(T);

    /// <summary>Copies to the device and does not wait.</summary>
    /// <param name="deviceVariable">Where to.</param>
    /// <param name="offsetSrc">Bytes.</param>
    /// <param name="offsetDest">Bytes.</param>
    /// <param name="aSizeInBytes">Bytes.</param>
    /// <param name="stream">The stream.</param>
    public void AsyncCopyToDevice(CudaDeviceVariable<T> deviceVariable, SizeT offsetSrc, SizeT offsetDest, SizeT aSizeInBytes, CUstream stream)
    {
        ArgumentNullException.ThrowIfNull(deviceVariable);
        Require(offsetSrc, aSizeInBytes, SizeInBytes);
        Require(offsetDest, aSizeInBytes, deviceVariable.SizeInBytes);
        Native.cuMemcpyHtoDAsync_v2(deviceVariable.DevicePointer + offsetDest, (byte*)PinnedHostPointer + (ulong)offsetSrc, aSizeInBytes, stream)
            .ThrowIfFailed();
    }

    /// <summary>Copies from the device and does not wait.</summary>
    /// <param name="deviceVariable">Where from.</param>
    /// <param name="offsetSrc">Bytes.</param>
    /// <param name="offsetDest">Bytes.</param>
    /// <param name="aSizeInBytes">Bytes.</param>
    /// <param name="stream">The stream.</param>
    public void AsyncCopyFromDevice(CudaDeviceVariable<T> deviceVariable, SizeT offsetSrc, SizeT offsetDest, SizeT aSizeInBytes, CUstream stream)
    {
        ArgumentNullException.ThrowIfNull(deviceVariable);
        Require(offsetSrc, aSizeInBytes, deviceVariable.SizeInBytes);
        Require(offsetDest, aSizeInBytes, SizeInBytes);
        Native.cuMemcpyDtoHAsync_v2((byte*)PinnedHostPointer + (ulong)offsetDest, deviceVariable.DevicePointer + offsetSrc, aSizeInBytes, stream)
            .ThrowIfFailed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Native.cuMemFreeHost(PinnedHostPointer);
    }

    private static void Require(ulong offset, ulong bytes, ulong size)
    {
        if (offset > size || bytes > size - offset)
            throw new ArgumentOutOfRangeException(nameof(bytes), $"{bytes} bytes at {offset} do not lie in {size}.");
    }
}
