namespace ManagedCuda.BasicTypes;

/// <summary>Kinds of events.</summary>
[Flags]
public enum CUEventFlags : uint
{
    /// <summary>Takes times, and is waited for by asking again and again.</summary>
    Default = 0,

    /// <summary>A waiting thread sleeps.</summary>
    BlockingSync = 1,

    /// <summary>Takes no times.</summary>
    DisableTiming = 2,
}
