namespace ManagedCuda.BasicTypes;

/// <summary>A context.</summary>
public struct CUcontext
{
    /// <summary>The driver's handle.</summary>
    public IntPtr Pointer;
}
