namespace ManagedCuda.BasicTypes;

/// <summary>An address in device memory.</summary>
/// <param name="pointer">The address.</param>
public struct CUdeviceptr(SizeT pointer)
{
    /// <summary>The address.</summary>
    public SizeT Pointer = pointer;

    /// <summary>The address some bytes further.</summary>
    public static CUdeviceptr operator +(CUdeviceptr src, SizeT value) => new(src.Pointer + value);
}
