using System.Text;
using ManagedCuda.BasicTypes;
using ManagedCuda.VectorTypes;
using Native = ManagedCuda.DriverAPINativeMethods;

namespace ManagedCuda;

/// <summary>A kernel with the extents of its launches.</summary>
public sealed class CudaKernel
{
    private readonly CUfunction _function;

    /// <summary>Finds a kernel in a module.</summary>
    /// <param name="kernelName">The kernel's name.</param>
    /// <param name="module">A loaded module.</param>
    /// <param name="cuda">Its context.</param>
    public unsafe CudaKernel(string kernelName, CUmodule module, CudaContext cuda)
    {
        ArgumentNullException.ThrowIfNull(cuda);
        KernelName = kernelName;
        fixed (byte* name = Encoding.UTF8.GetBytes(kernelName + '\0'))
            Native.cuModuleGetFunction(out _function, module, name).ThrowIfFailed();
    }

    /// <summary>The kernel's name.</summary>
    public string KernelName { get; }

    /// <summary>Threads of a block.</summary>
    public dim3 BlockDimensions { get; set; } = 1;

    /// <summary>Blocks.</summary>
    public dim3 GridDimensions { get; set; } = 1;

    /// <summary>Shared memory of a block beyond what the kernel declares, bytes.</summary>
    public uint DynamicSharedMemory { get; set; }

    /// <summary>Registers of a thread.</summary>
    public int Registers => Attribute(CUFunctionAttribute.NumRegs);

    /// <summary>Local memory of a thread, bytes.</summary>
    public int LocalMemory => Attribute(CUFunctionAttribute.LocalSizeBytes);

    /// <summary>Allows launches more dynamic shared memory than every device has.</summary>
    public int MaxDynamicSharedSizeBytes
    {
        get => Attribute(CUFunctionAttribute.MaxDynamicSharedSizeBytes);
        set => Native.cuFuncSetAttribute(_function, CUFunctionAttribute.MaxDynamicSharedSizeBytes, value).ThrowIfFailed();
    }

    /// <summary>Blocks of these extents that a multiprocessor runs at once.</summary>
    public int GetOccupancy()
    {
        Native.cuOccupancyMaxActiveBlocksPerMultiprocessor(out int blocks, _function, (int)BlockDimensions.x, (long)DynamicSharedMemory)
            .ThrowIfFailed();
        return blocks;
    }

    /// <summary>Launches in a stream and does not wait.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="parameters">The kernel's parameters: <see cref="CUdeviceptr"/> and 32 or 64-bit integers.</param>
    public unsafe void RunAsync(CUstream stream, params object[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ulong* values = stackalloc ulong[parameters.Length];
        void** pointers = stackalloc void*[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            values[i] = parameters[i] switch
            {
                CUdeviceptr pointer => pointer.Pointer,
                uint number => number,
                int number => (uint)number,
                ulong number => number,
                long number => (ulong)number,
                _ => throw new ArgumentException($"Parameter {i} of {KernelName} is a {parameters[i].GetType()}.", nameof(parameters)),
            };
            pointers[i] = values + i;
        }
        Native.cuLaunchKernel(_function, GridDimensions.x, GridDimensions.y, GridDimensions.z, BlockDimensions.x, BlockDimensions.y,
            BlockDimensions.z, DynamicSharedMemory, stream, pointers, null).ThrowIfFailed();
    }

    private int Attribute(CUFunctionAttribute attribute)
    {
        Native.cuFuncGetAttribute(out int value, attribute, _function).ThrowIfFailed();
        return value;
    }
}
