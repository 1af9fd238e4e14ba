namespace ManagedCuda.BasicTypes;

/// <summary>Kinds of streams.</summary>
[Flags]
public enum CUStreamFlags : uint
{
    /// <summary>Waits for the null stream and is waited for by it.</summary>
    None = 0,

    /// <summary>Independent of the null stream.</summary>
    NonBlocking = 1,
}
