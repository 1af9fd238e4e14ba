using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>The place in an open path to which a file of a sector shall come.</summary>
/// <param name="Sector">The sector and its proof type.</param>
/// <param name="Type">A single type.</param>
/// <param name="Path">The path that was chosen.</param>
internal sealed record SectorPlace(SectorRef Sector, SectorFileType Type, LocalPath Path)
{
    /// <summary>The file, wherever else it lies.</summary>
    public SectorFileKey File => new(Sector.Id, Type);

    /// <summary>Full name that the file gets.</summary>
    public string FullName => Path.FileOf(Type, Sector.Id);
}
