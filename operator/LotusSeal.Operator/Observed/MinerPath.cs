using LotusSeal.Primitives;

namespace LotusSeal.Operator.Observed;

/// <summary>A storage path in the miner's index.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Urls">Where it is served.</param>
/// <param name="Sectors">Sectors with a file in it.</param>
public sealed record MinerPath(string Id, IReadOnlyList<string> Urls, IReadOnlyList<SectorId> Sectors);
