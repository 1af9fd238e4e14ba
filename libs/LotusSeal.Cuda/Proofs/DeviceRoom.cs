using System.Runtime.CompilerServices;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>An array of the device that is kept, and made anew where more is needed.</summary>
internal sealed class DeviceRoom : IDisposable
{
    private CudaDeviceVariable<byte>? _array;

    /// <summary>The array with at least so many bytes; what was in it may be lost.</summary>
    /// <exception cref="CudaException">Memory is short; there is no array then.</exception>
    public CudaDeviceVariable<byte> Of(long bytes)
    {
        if (_array is not null && _array.Size >= (ulong)bytes) return _array;
        Dispose();
        return _array = new CudaDeviceVariable<byte>(Math.Max(1, bytes));
    }

    /// <summary>Its address, when it has at least so many bytes.</summary>
    public CUdeviceptr At(long bytes) => Of(bytes).DevicePointer;

    /// <summary>Copies values into it.</summary>
    /// <returns>Where they are.</returns>
    public CUdeviceptr Put<T>(ProofDevice device, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        CudaDeviceVariable<byte> array = Of((long)values.Length * Unsafe.SizeOf<T>());
        device.Copy.Upload(values, array);
        return array.DevicePointer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _array?.Dispose();
        _array = null;
    }
}
