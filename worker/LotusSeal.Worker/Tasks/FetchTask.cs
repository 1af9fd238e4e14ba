using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Brings existing files to a local path.</summary>
internal sealed class FetchTask(SectorRef sector, SectorFileType types, PathType pathType, AcquireMode mode)
    : SectorTask<NoResult>(TaskCatalog.Fetch, sector)
{
    /// <summary>It writes only what is missing here, and the store lets one acquire of a sector follow the other.</summary>
    public override SectorFileType Writes => SectorFileType.None;

    /// <inheritdoc/>
    public override SectorFileType EndsWithout => types;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, types, pathType, mode);

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        AcquireRequest wanted = new(Ref, pathType) { Existing = types, Mode = mode };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        return default;
    }
}
