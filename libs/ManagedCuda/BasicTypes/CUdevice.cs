namespace ManagedCuda.BasicTypes;

/// <summary>A device, by its ordinal.</summary>
public struct CUdevice
{
    /// <summary>The driver's handle.</summary>
    public int Pointer;
}
