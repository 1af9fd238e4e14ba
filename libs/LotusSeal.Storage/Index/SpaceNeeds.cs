using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>Bytes that sector files need, in tenths of the sector size (protocol spec 5.3).</summary>
public static class SpaceNeeds
{
    /// <summary>Tenths of the sector size for one type.</summary>
    /// <param name="type">A single type.</param>
    /// <param name="pathType">Sealing counts the working files, storage the finalized ones.</param>
    public static ulong Tenths(SectorFileType type, PathType pathType) => (type, pathType) switch
    {
        (SectorFileType.Cache, PathType.Sealing) => 141,
        (SectorFileType.UpdateCache, PathType.Sealing) => 21,
        (SectorFileType.Cache or SectorFileType.UpdateCache, PathType.Storage) => 1,
        _ => 10,
    };

    /// <summary>Bytes for a set of types.</summary>
    public static ulong Bytes(SectorFileType types, ulong sectorSize, PathType pathType)
    {
        ulong sum = 0;
        foreach (SectorFileType type in types.Each()) sum += Tenths(type, pathType) * sectorSize / 10;
        return sum;
    }
}
