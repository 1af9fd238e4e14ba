namespace LotusSeal.Sealing.Sectors;

/// <summary>What PreCommit1 hands to PreCommit2; its JSON form is porep.md 6.1.</summary>
/// <param name="Config">The sector's shape.</param>
/// <param name="CacheDirectory">The cache folder as PreCommit1 saw it.</param>
/// <param name="CommD">Root of TreeD.</param>
public sealed record PreCommit1Output(PoRepConfig Config, string CacheDirectory, CommD CommD);
