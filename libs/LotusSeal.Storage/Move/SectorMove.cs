using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>One file of a sector on its way from one open path to another.</summary>
/// <param name="Sector">The sector and its proof type.</param>
/// <param name="Type">A single type.</param>
/// <param name="Source">The path that holds it.</param>
/// <param name="Destination">The path that shall hold it.</param>
internal sealed record SectorMove(SectorRef Sector, SectorFileType Type, LocalPath Source, LocalPath Destination)
{
    /// <summary>Full name of the file before.</summary>
    public string Old { get; } = Source.FileOf(Type, Sector.Id);

    /// <summary>Full name of the file afterwards.</summary>
    public string New { get; } = Destination.FileOf(Type, Sector.Id);
}
