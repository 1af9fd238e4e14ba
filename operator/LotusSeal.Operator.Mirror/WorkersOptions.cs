namespace LotusSeal.Operator.Mirror;

/// <summary>Times and limits of questions to workers.</summary>
internal sealed record WorkersOptions
{
    /// <summary>For the answer to a question.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For taking paths out of the index, for which the worker asks the miner.</summary>
    public TimeSpan DetachDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A worker that sends nothing for so long, no ping either, has lost the call that waits for its quiet.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// lotus-worker goes on waiting when a connection is lost: as long as it is the same process, the next call comes after so long.
    /// </summary>
    public TimeSpan PauseAfterLoss { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Calls that wait for quiet, of all workers together.</summary>
    public int MostQuietCalls { get; init; } = 1024;

    /// <summary>What nobody asked about for so long is forgotten.</summary>
    public TimeSpan LongestAbsence { get; init; } = TimeSpan.FromHours(1);
}
