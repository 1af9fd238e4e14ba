using System.Globalization;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>Tells from the names in a cache how far a sector was sealed there (porep.md 5.1).</summary>
internal static class SealStages
{
    /// <summary>The stage of a sector's file or folder in a path; what is neither sealed file nor cache is of the last stage.</summary>
    /// <param name="file">Sector and type.</param>
    /// <param name="path">The path that has the file.</param>
    /// <param name="paths">All paths of this process: the cache may lie in another one than the sealed file.</param>
    public static SealStage Of(SectorFileKey file, LocalPath path, IEnumerable<LocalPath> paths)
    {
        return file.Type switch
        {
            SectorFileType.Cache => OfCache(CacheIn(path)),
            SectorFileType.Sealed => OfSealed(),
            _ => SealStage.PreCommitted2,
        };

        string CacheIn(LocalPath candidate) => candidate.FileOf(SectorFileType.Cache, file.Sector);

        SealStage OfSealed()
        {
            if (Directory.Exists(CacheIn(path))) return OfCache(CacheIn(path));
            LocalPath? apart = paths.FirstOrDefault(candidate => Directory.Exists(CacheIn(candidate))
                && !File.Exists(candidate.FileOf(SectorFileType.Sealed, file.Sector)));
            return apart is null ? SealStage.PreCommitted2 : OfCache(CacheIn(apart));
        }
    }

    /// <summary>The stage of a cache; one that cannot be looked into is not held to be behind.</summary>
    public static SealStage OfCache(string folder)
    {
        if (!SectorFolder.IsGone(Path.Combine(folder, CacheFileNames.PersistentAux))) return SealStage.PreCommitted2;
        FileInfo first = FileTarget.Of(LayerIn(folder, 1));
        if (!first.Exists) return SealStage.Begun;
        int layers = PoRepConfig.LayersOf((ulong)first.Length);
        return Enumerable.Range(1, layers).All(layer => File.Exists(LayerIn(folder, layer))) ? SealStage.PreCommitted1 : SealStage.Begun;
    }

    private static string LayerIn(string folder, int layer) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{CacheFileNames.LayerPrefix}{layer}.dat"));
}
