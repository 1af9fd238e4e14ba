using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Tasks;

/// <summary>The files of a sector that is being sealed in a storage path.</summary>
internal static class SealedFiles
{
    private const string Unfinished = ".replica" + SectorFolder.MovingSuffix;

    /// <summary>
    /// Cache and sealed file; an unfinished sealed file lies among the fetched ones, where no program takes it for a sector after a crash.
    /// </summary>
    public static SectorPaths Of(IAcquiredSector files)
    {
        string @sealed = files.PathOf(SectorFileType.Sealed);
        return new SectorPaths(files.PathOf(SectorFileType.Cache), @sealed, SealedTemporary: SectorFolder.FetchingPlace(@sealed) + Unfinished);
    }
}
