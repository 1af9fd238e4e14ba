using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Gives back the space of unsealed data: all of it, or everything but the ranges to keep.</summary>
internal sealed class ReleaseUnsealedTask(SectorRef sector, UnpaddedRange[]? keep) : SectorTask<NoResult>(TaskCatalog.FinalizeUnsealed, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Unsealed;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, keep ?? []);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Kept(keep ?? []);
    }

    /// <inheritdoc/>
    public override async Task<NoResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        if (keep is not { Length: > 0 })
        {
            await services.Store.RemoveAsync(Sector, SectorFileType.Unsealed, [], cancellationToken);
            return default;
        }

        AcquireRequest wanted = new(Ref, PathType.Storage) { Existing = SectorFileType.Unsealed };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        using PartialFile unsealed = PartialFile.Open(files.PathOf(SectorFileType.Unsealed), Config.SectorSize);
        unsealed.FreeAllBut(Kept(keep));
        return default;
    }

    private ByteRange[] Kept(UnpaddedRange[] ranges) =>
        [.. ranges.Select((range, i) => TaskInput.PaddedRange($"keepUnsealed[{i}]", range.Offset, range.Size, Config))];
}
