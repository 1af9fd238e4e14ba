namespace LotusSeal.Lotus.Types;

/// <summary>Kinds of sector files, a bit set on the wire (protocol spec 3.2).</summary>
[Flags]
public enum SectorFileType
{
    None = 0,
    Unsealed = 1,
    Sealed = 2,
    Cache = 4,
    Update = 8,
    UpdateCache = 16,
    Piece = 32,
}

/// <summary>Folder names and listing of <see cref="SectorFileType"/>.</summary>
public static class SectorFileTypes
{
    /// <summary>Every single type, in bit order.</summary>
    public static IReadOnlyList<SectorFileType> All { get; } =
        [SectorFileType.Unsealed, SectorFileType.Sealed, SectorFileType.Cache, SectorFileType.Update, SectorFileType.UpdateCache,
        SectorFileType.Piece];

    /// <summary>The single types contained in <paramref name="types"/>, in bit order.</summary>
    public static IEnumerable<SectorFileType> Each(this SectorFileType types) => All.Where(type => types.HasFlag(type));

    /// <summary>The folder a single type lives in: <c>unsealed sealed cache update update-cache piece</c>.</summary>
    public static string FolderName(this SectorFileType type) => type switch
    {
        SectorFileType.Unsealed => "unsealed",
        SectorFileType.Sealed => "sealed",
        SectorFileType.Cache => "cache",
        SectorFileType.Update => "update",
        SectorFileType.UpdateCache => "update-cache",
        SectorFileType.Piece => "piece",
        _ => throw new ArgumentException($"'{type}' is not a single sector file type.", nameof(type)),
    };

    /// <summary>True for the types that are folders.</summary>
    public static bool IsFolder(this SectorFileType type) => type is SectorFileType.Cache or SectorFileType.UpdateCache;

    /// <summary>The single type of a folder name.</summary>
    public static bool TryParseFolder(string name, out SectorFileType type)
    {
        foreach (SectorFileType candidate in All)
        {
            if (candidate.FolderName() != name) continue;
            type = candidate;
            return true;
        }

        type = SectorFileType.None;
        return false;
    }
}

/// <summary>What a path is wanted for; wire text <c>sealing</c> and <c>storage</c>.</summary>
public enum PathType
{
    Sealing,
    Storage,
}

/// <summary>Whether the source loses its copy; wire text <c>move</c> and <c>copy</c>.</summary>
public enum AcquireMode
{
    Move,
    Copy,
}
