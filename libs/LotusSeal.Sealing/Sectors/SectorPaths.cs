namespace LotusSeal.Sealing.Sectors;

/// <summary>A sector's files.</summary>
/// <param name="Cache">The cache folder.</param>
/// <param name="Sealed">The sealed file.</param>
/// <param name="Unsealed">The unsealed file; only PreCommit1 reads it.</param>
/// <param name="SealedTemporary">Name of the sealed file until it is whole, on the same file system; null for one beside it. Storage paths need one
/// where nobody looks for sectors.</param>
public sealed record SectorPaths(string Cache, string Sealed, string? Unsealed = null, string? SealedTemporary = null);
