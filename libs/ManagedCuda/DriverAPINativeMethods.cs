using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ManagedCuda.BasicTypes;

namespace ManagedCuda;

/// <summary>The driver's functions, by their names in libcuda.so.1. The library is looked for at the first call.</summary>
internal static unsafe partial class DriverAPINativeMethods
{
    private const string Library = "cuda";

    static DriverAPINativeMethods() => NativeLibrary.SetDllImportResolver(typeof(DriverAPINativeMethods).Assembly, Resolve);

    /// <summary>The driver's library; tests put a simulated driver in its place before the first call.</summary>
    internal static string FileName { get; set; } = "libcuda.so.1";

    internal static void ThrowIfFailed(this CUResult result, [CallerArgumentExpression(nameof(result))] string call = "")
    {
        if (result == CUResult.Success) return;
        int arguments = call.IndexOf('(', StringComparison.Ordinal);
        string name = arguments < 0 ? call : call[..arguments];
        throw new CudaException(result, name[(name.LastIndexOf('.') + 1)..]);
    }

    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? NativeLibrary.Load(FileName) : 0;

    [LibraryImport(Library)] internal static partial CUResult cuInit(uint flags);

    [LibraryImport(Library)] internal static partial CUResult cuDriverGetVersion(out int version);

    [LibraryImport(Library)] internal static partial CUResult cuGetErrorName(CUResult error, byte** name);

    [LibraryImport(Library)] internal static partial CUResult cuGetErrorString(CUResult error, byte** text);

    [LibraryImport(Library)] internal static partial CUResult cuDeviceGetCount(out int count);

    [LibraryImport(Library)] internal static partial CUResult cuDeviceGet(out CUdevice device, int ordinal);

    [LibraryImport(Library)] internal static partial CUResult cuDeviceGetName(byte* name, int length, CUdevice device);

    [LibraryImport(Library)] internal static partial CUResult cuDeviceGetUuid_v2(out CUuuid uuid, CUdevice device);

    [LibraryImport(Library)] internal static partial CUResult cuDeviceGetPCIBusId(byte* id, int length, CUdevice device);

    [LibraryImport(Library)] internal static partial CUResult cuDeviceTotalMem_v2(out SizeT bytes, CUdevice device);

    [LibraryImport(Library)] internal static partial CUResult cuDeviceGetAttribute(out int value, CUDeviceAttribute attribute, CUdevice device);

    [LibraryImport(Library)] internal static partial CUResult cuDevicePrimaryCtxRetain(out CUcontext context, CUdevice device);

    [LibraryImport(Library)] internal static partial CUResult cuDevicePrimaryCtxRelease_v2(CUdevice device);

    [LibraryImport(Library)] internal static partial CUResult cuCtxSetCurrent(CUcontext context);

    [LibraryImport(Library)] internal static partial CUResult cuCtxSynchronize();

    [LibraryImport(Library)] internal static partial CUResult cuMemGetInfo_v2(out SizeT free, out SizeT total);

    [LibraryImport(Library)] internal static partial CUResult cuModuleLoadData(out CUmodule module, byte* image);

    [LibraryImport(Library)] internal static partial CUResult cuModuleUnload(CUmodule module);

    [LibraryImport(Library)] internal static partial CUResult cuModuleGetFunction(out CUfunction function, CUmodule module, byte* name);

    [LibraryImport(Library)] internal static partial CUResult cuFuncGetAttribute(out int value, CUFunctionAttribute attribute, CUfunction function);

    [LibraryImport(Library)] internal static partial CUResult cuFuncSetAttribute(CUfunction function, CUFunctionAttribute attribute, int value);

    [LibraryImport(Library)]
    internal static partial CUResult cuOccupancyMaxActiveBlocksPerMultiprocessor(
        out int blocks, CUfunction function, int blockSize, SizeT dynamicSharedMemory);

    [LibraryImport(Library)]
    internal static partial CUResult cuLaunchKernel(CUfunction function, uint gridX, uint gridY, uint gridZ,
        uint blockX, uint blockY, uint blockZ, uint sharedMemory, CUstream stream, void** parameters, void** extra);

    [LibraryImport(Library)] internal static partial CUResult cuMemAlloc_v2(out CUdeviceptr pointer, SizeT bytes);

    [LibraryImport(Library)] internal static partial CUResult cuMemFree_v2(CUdeviceptr pointer);

    [LibraryImport(Library)] internal static partial CUResult cuMemHostAlloc(out nint pointer, SizeT bytes, CUMemHostAllocFlags flags);

    [LibraryImport(Library)] internal static partial CUResult cuMemFreeHost(nint pointer);

    [LibraryImport(Library)] internal static partial CUResult cuMemcpyHtoD_v2(CUdeviceptr to, void* from, SizeT bytes);

    [LibraryImport(Library)] internal static partial CUResult cuMemcpyDtoH_v2(void* to, CUdeviceptr from, SizeT bytes);

    [LibraryImport(Library)] internal static partial CUResult cuMemcpyHtoDAsync_v2(CUdeviceptr to, void* from, SizeT bytes, CUstream stream);

    [LibraryImport(Library)] internal static partial CUResult cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, SizeT bytes, CUstream stream);

    [LibraryImport(Library)] internal static partial CUResult cuStreamCreate(out CUstream stream, CUStreamFlags flags);

    [LibraryImport(Library)] internal static partial CUResult cuStreamDestroy_v2(CUstream stream);

    [LibraryImport(Library)] internal static partial CUResult cuStreamSynchronize(CUstream stream);

    [LibraryImport(Library)] internal static partial CUResult cuEventCreate(out CUevent handle, CUEventFlags flags);

    [LibraryImport(Library)] internal static partial CUResult cuEventDestroy_v2(CUevent handle);

    [LibraryImport(Library)] internal static partial CUResult cuEventRecord(CUevent handle, CUstream stream);

    [LibraryImport(Library)] internal static partial CUResult cuEventSynchronize(CUevent handle);

    [LibraryImport(Library)] internal static partial CUResult cuEventQuery(CUevent handle);

    [LibraryImport(Library)] internal static partial CUResult cuEventElapsedTime(out float milliseconds, CUevent start, CUevent end);
}
