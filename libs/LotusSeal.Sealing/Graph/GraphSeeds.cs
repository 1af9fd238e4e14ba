namespace LotusSeal.Sealing.Graph;

/// <summary>What fixes a graph (porep.md 3.1); derived from a <see cref="PoRepConfig"/> by the graph code.</summary>
/// <param name="Nodes">Number of nodes, a power of two.</param>
/// <param name="ApiVersion">Predecessor slot and truncation rule.</param>
/// <param name="DrgSeed">28 bytes in a digest, the last 4 zero.</param>
/// <param name="Key0">First Feistel key.</param>
/// <param name="Key1">Second.</param>
/// <param name="Key2">Third.</param>
/// <param name="Key3">Fourth; only part of the cache id.</param>
public readonly record struct GraphSeeds(ulong Nodes, ApiVersion ApiVersion, Digest DrgSeed, ulong Key0, ulong Key1, ulong Key2, ulong Key3);
