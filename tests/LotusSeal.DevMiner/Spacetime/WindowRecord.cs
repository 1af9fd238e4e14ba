namespace LotusSeal.DevMiner.Spacetime;

/// <summary>What became of one window: a period in which all sectors have to be proved.</summary>
/// <param name="Number">Counts up from 0.</param>
/// <param name="Opened">When it began.</param>
public sealed record WindowRecord(ulong Number, DateTimeOffset Opened)
{
    /// <summary>When it was over, proved or not; null while it is open.</summary>
    public DateTimeOffset? Closed { get; init; }

    /// <summary>Numbers of the sectors that were proved, ascending.</summary>
    public IReadOnlyList<ulong> Proved { get; init; } = [];

    /// <summary>Numbers of the sectors that workers could not read, ascending.</summary>
    public IReadOnlyList<ulong> Skipped { get; init; } = [];

    /// <summary>Proofs that were made: one of each partition.</summary>
    public int Partitions { get; init; }

    /// <summary>Whether the proofs were verified here; false where the miner has no key.</summary>
    public bool Verified { get; init; }

    /// <summary>Why it was not proved, or what it waits for; empty otherwise.</summary>
    public string Error { get; init; } = "";
}
