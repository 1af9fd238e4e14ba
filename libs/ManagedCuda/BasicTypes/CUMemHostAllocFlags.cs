namespace ManagedCuda.BasicTypes;

/// <summary>Kinds of pinned memory.</summary>
[Flags]
public enum CUMemHostAllocFlags : uint
{
    /// <summary>Pinned for the current context.</summary>
    None = 0,

    /// <summary>Pinned for every context.</summary>
    Portable = 1,
}
