namespace LotusSeal.Worker.Commands.Run;

/// <summary>I/O scheduling classes of the kernel.</summary>
public enum IoClass
{
    /// <summary>Follows the nice value.</summary>
    None = 0,

    /// <summary>Before all others; never set here.</summary>
    RealTime = 1,

    /// <summary>The usual class, with levels.</summary>
    BestEffort = 2,

    /// <summary>Only when nobody else uses the disk.</summary>
    Idle = 3,
}
