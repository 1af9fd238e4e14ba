namespace LotusSeal.Worker.Calls;

/// <summary>Where a call is; a delivered call has no row any more. The numbers are stored on disk.</summary>
internal enum CallState
{
    /// <summary>The miner may know the call id; the work has not begun.</summary>
    Accepted = 0,

    /// <summary>The work has begun.</summary>
    Running = 1,

    /// <summary>The result is on disk and waits until the miner has it.</summary>
    Finished = 2,
}
