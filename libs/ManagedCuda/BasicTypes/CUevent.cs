namespace ManagedCuda.BasicTypes;

/// <summary>An event.</summary>
public struct CUevent
{
    /// <summary>The driver's handle.</summary>
    public IntPtr Pointer;
}
