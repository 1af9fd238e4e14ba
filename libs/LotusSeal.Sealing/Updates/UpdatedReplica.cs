namespace LotusSeal.Sealing.Updates;

/// <summary>An updated replica and what its factors follow from.</summary>
/// <param name="Config">The sector's shape; of the proof only the size counts.</param>
/// <param name="Replica">The updated file.</param>
/// <param name="OldCommR">CommR of the key.</param>
/// <param name="CommD">CommD of the data in it.</param>
public sealed record UpdatedReplica(PoRepConfig Config, string Replica, CommR OldCommR, CommD CommD);
