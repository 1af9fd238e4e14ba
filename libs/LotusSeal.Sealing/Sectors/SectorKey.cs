namespace LotusSeal.Sealing.Sectors;

/// <summary>The sealed sector that an update builds on; its replica is the key to the new data.</summary>
/// <param name="Config">The sector's shape; of the proof only the size counts.</param>
/// <param name="Replica">The sealed file.</param>
/// <param name="Cache">Its cache: p_aux and TreeRLast.</param>
public sealed record SectorKey(PoRepConfig Config, string Replica, string Cache);
