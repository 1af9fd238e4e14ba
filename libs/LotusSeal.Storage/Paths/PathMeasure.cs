using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>What one look at a path's disk found.</summary>
/// <param name="Space">The file system of its folder.</param>
/// <param name="Used">Bytes of everything in it; 0 where no limit asks for it.</param>
/// <param name="Elsewhere">File systems of the type folders that lie on another one, by a link or a mount.</param>
internal sealed record PathMeasure(FileSystemSpace Space, long Used, IReadOnlyDictionary<SectorFileType, FileSystemSpace> Elsewhere)
{
    /// <summary>The file system that takes the files of a type.</summary>
    public FileSystemSpace SpaceOf(SectorFileType type) => Elsewhere.TryGetValue(type, out FileSystemSpace other) ? other : Space;
}
