using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Tasks;

/// <summary>The files of a sector that is being updated in a storage path.</summary>
internal static class UpdatedFiles
{
    private const string Unfinished = ".update" + SectorFolder.MovingSuffix;

    /// <summary>The sealed sector that the update builds on.</summary>
    public static SectorKey KeyOf(IAcquiredSector files, PoRepConfig config) =>
        new(config, files.PathOf(SectorFileType.Sealed), files.PathOf(SectorFileType.Cache));

    /// <summary>
    /// Updated replica and its cache; an unfinished replica lies among the fetched ones, where no program takes it for a sector after a crash.
    /// </summary>
    public static UpdateFiles Of(IAcquiredSector files)
    {
        string update = files.PathOf(SectorFileType.Update);
        return new UpdateFiles(update, files.PathOf(SectorFileType.UpdateCache), SectorFolder.FetchingPlace(update) + Unfinished);
    }
}
