namespace ManagedCuda.BasicTypes;

/// <summary>A stream.</summary>
public struct CUstream
{
    /// <summary>The driver's handle.</summary>
    public IntPtr Pointer;

    /// <summary>The stream that waits for all others.</summary>
    public static CUstream NullStream => default;
}
