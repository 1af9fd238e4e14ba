using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>Which files of a sector a task needs, and where they may lie (protocol spec 5.6).</summary>
/// <param name="Sector">The sector and its proof type, from which the sizes follow.</param>
/// <param name="PathType">Kind of the paths that new files may go to, fetched ones included.</param>
public sealed record AcquireRequest(SectorRef Sector, PathType PathType = PathType.Sealing)
{
    /// <summary>Types that exist somewhere; fetched when no local path has them.</summary>
    public SectorFileType Existing { get; init; }

    /// <summary>
    /// How far the sector must have been sealed in the files that are used: a local one that is behind is passed over when another path has one too.
    /// </summary>
    public SealStage Stage { get; init; } = SealStage.PreCommitted1;

    /// <summary>Types that the task writes; space is reserved for them. None may be in <see cref="Existing"/> too.</summary>
    public SectorFileType Allocate { get; init; }

    /// <summary>What happens to the source of a type that is fetched.</summary>
    public AcquireMode Mode { get; init; } = AcquireMode.Copy;
}
