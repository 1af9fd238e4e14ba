namespace ManagedCuda.BasicTypes;

/// <summary>A loaded module.</summary>
public struct CUmodule
{
    /// <summary>The driver's handle.</summary>
    public IntPtr Pointer;
}
