using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>One file, or cache folder, of a sector, wherever it lies.</summary>
/// <param name="Sector">Miner and number.</param>
/// <param name="Type">A single type.</param>
internal readonly record struct SectorFileKey(SectorId Sector, SectorFileType Type);
