using System.Text;
using ManagedCuda.BasicTypes;
using Native = ManagedCuda.DriverAPINativeMethods;

namespace ManagedCuda;

/// <summary>
/// A context of a device; base of <see cref="PrimaryContext"/>. What is created in a context is used with it current to the thread.
/// </summary>
public abstract class CudaContext : IDisposable
{
    /// <summary>The driver's handle.</summary>
    public CUcontext Context { get; protected set; }

    /// <summary>Number of devices; 0 where there are none.</summary>
    /// <exception cref="DllNotFoundException">There is no driver.</exception>
    /// <exception cref="CudaException">The driver cannot be initialised.</exception>
    public static int GetDeviceCount()
    {
        CUResult initialised = Native.cuInit(0);
        if (initialised == CUResult.ErrorNoDevice) return 0;
        if (initialised != CUResult.Success) throw new CudaException(initialised, nameof(Native.cuInit));
        Native.cuDeviceGetCount(out int count).ThrowIfFailed();
        return count;
    }

    /// <summary>The version of CUDA that the driver implements.</summary>
    public static Version GetDriverVersion()
    {
        Native.cuDriverGetVersion(out int version).ThrowIfFailed();
        return new Version(version / 1000, version % 1000 / 10);
    }

    /// <summary>What the driver says of a device.</summary>
    /// <param name="deviceId">Ordinal.</param>
    public static unsafe CudaDeviceProperties GetDeviceInfo(int deviceId)
    {
        const int Length = 256;
        Native.cuDeviceGet(out CUdevice device, deviceId).ThrowIfFailed();
        byte* text = stackalloc byte[Length];
        Native.cuDeviceGetName(text, Length, device).ThrowIfFailed();
        string name = TextOf(text, Length);
        Native.cuDeviceGetPCIBusId(text, Length, device).ThrowIfFailed();
        string address = TextOf(text, Length);
        Native.cuDeviceGetUuid_v2(out CUuuid uuid, device).ThrowIfFailed();
        Native.cuDeviceTotalMem_v2(out SizeT memory, device).ThrowIfFailed();
        return new CudaDeviceProperties
        {
            DeviceName = name,
            Uuid = uuid,
            PCIBusId = address,
            TotalGlobalMemory = memory,
            MultiProcessorCount = Attribute(device, CUDeviceAttribute.MultiProcessorCount),
            ClockRate = Attribute(device, CUDeviceAttribute.ClockRate),
            ComputeCapability = new Version(Attribute(device, CUDeviceAttribute.ComputeCapabilityMajor),
                Attribute(device, CUDeviceAttribute.ComputeCapabilityMinor)),
            SharedMemoryPerBlockOptin = Attribute(device, CUDeviceAttribute.MaxSharedMemoryPerBlockOptin),
        };
    }

    /// <summary>Makes the context current to the calling thread.</summary>
    public void SetCurrent() => Native.cuCtxSetCurrent(Context).ThrowIfFailed();

    /// <summary>Waits for everything that was asked of the context.</summary>
    public void Synchronize() => Native.cuCtxSynchronize().ThrowIfFailed();

    /// <summary>Memory that is free now, bytes.</summary>
    public SizeT GetFreeDeviceMemorySize()
    {
        Native.cuMemGetInfo_v2(out SizeT free, out _).ThrowIfFailed();
        return free;
    }

    /// <summary>Loads a module: PTX, which the driver compiles, or machine code for the device.</summary>
    /// <param name="moduleImage">The image; text has to end with a zero byte.</param>
    public unsafe CUmodule LoadModulePTX(byte[] moduleImage)
    {
        fixed (byte* image = moduleImage)
        {
            Native.cuModuleLoadData(out CUmodule module, image).ThrowIfFailed();
            return module;
        }
    }

    /// <summary>Unloads a module.</summary>
    public void UnloadModule(CUmodule aModule) => Native.cuModuleUnload(aModule).ThrowIfFailed();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the context up.</summary>
    protected abstract void Dispose(bool fDisposing);

    private static unsafe string TextOf(byte* text, int length)
    {
        ReadOnlySpan<byte> bytes = new(text, length);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private static int Attribute(CUdevice device, CUDeviceAttribute attribute)
    {
        Native.cuDeviceGetAttribute(out int value, attribute, device).ThrowIfFailed();
        return value;
    }
}
