using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Phases;
using LotusSeal.Storage;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tasks;

/// <summary>What tasks work with.</summary>
/// <param name="Store">Sector files.</param>
/// <param name="Sealer">The phases.</param>
/// <param name="Download">Brings one type from a location to the place that an acquire allocated.</param>
/// <param name="Settings">Switches of single tasks.</param>
/// <param name="Logger">Log of what tasks do.</param>
internal sealed record TaskServices(ISectorStore Store, ISectorSealer Sealer, SectorDownload Download, TaskSettings Settings, ILogger Logger);

/// <summary>Brings one type of a sector from a location to the place that an acquire allocated; headers go out as given.</summary>
internal delegate Task SectorDownload(SectorRef sector, SectorFileType type, IAcquiredSector target, SectorLocation location,
    CancellationToken cancellationToken);

/// <summary>Switches of single tasks.</summary>
internal sealed record TaskSettings
{
    /// <summary>Shell command used instead of the built-in PreCommit2, or null (protocol spec 1.2).</summary>
    public string? ExternalPreCommit2 { get; init; }

    /// <summary>How many Commit1 runs with random seeds check a PreCommit2 result before it is returned; 0 for none.</summary>
    public int PreCommit2CheckRounds { get; init; } = 3;
}
