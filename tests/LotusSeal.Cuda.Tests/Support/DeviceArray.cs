using ManagedCuda;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>Arrays in device memory.</summary>
internal static class DeviceArray
{
    public static CudaDeviceVariable<T> Of<T>(T[] values) where T : unmanaged
    {
        CudaDeviceVariable<T> array = new(values.Length);
        array.CopyToDevice(values);
        return array;
    }

    public static T[] Read<T>(CudaDeviceVariable<T> array) where T : unmanaged
    {
        T[] values = new T[(int)(ulong)array.Size];
        array.CopyToHost(values);
        return values;
    }
}
