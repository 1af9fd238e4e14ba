namespace LotusSeal.Sealing.Sectors;

/// <summary>What PreCommit1 hands to PreCommit2; its JSON form is porep.md 6.1.</summary>
/// <param name="Config">The sector's shape.</param>
/// <param name="CacheDirectory">The cache folder as PreCommit1 saw it.</param>
/// <param name="CommD">Root of TreeD.</param>
public sealed record PreCommit1Output(PoRepConfig Config, string CacheDirectory, CommD CommD)
{
    /// <summary>
    /// Whose layers they are, which the JSON form does not say; null when it is not known. Without it PreCommit2 cannot tell whether the digests
    /// beside the cache belong to these layers, and does not use them.
    /// </summary>
    public Digest? ReplicaId { get; init; }
}
