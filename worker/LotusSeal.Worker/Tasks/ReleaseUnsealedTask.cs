using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Calls;

namespace LotusSeal.Worker.Tasks;

/// <summary>Gives back the space of unsealed data: all of it, or everything but the ranges to keep.</summary>
internal sealed class ReleaseUnsealedTask(SectorRef sector, UnpaddedRange[]? keep) : SectorTask(sector)
{
    /// <inheritdoc/>
    public override string TaskType => TaskTypes.FinalizeUnsealed;

    /// <inheritdoc/>
    public override ReturnKind Returns => ReturnKind.ReleaseUnsealed;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        for (int i = 0; i < (keep?.Length ?? 0); i++) TaskInput.UnpaddedRange($"keepUnsealed[{i}]", keep![i].Offset, keep[i].Size, Config.SectorSize);
    }

    /// <inheritdoc/>
    public override async Task<object?> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        if (keep is not { Length: > 0 })
        {
            await services.Store.RemoveAsync(Sector, SectorFileType.Unsealed, [], cancellationToken);
            return null;
        }

        await using IAcquiredSector files = await services.Store.AcquireAsync(Ref, SectorFileType.Unsealed, SectorFileType.None, PathType.Storage,
            AcquireMode.Copy, cancellationToken);
        using PartialFile unsealed = PartialFile.Open(files.PathOf(SectorFileType.Unsealed), Config.SectorSize);
        ByteRuns release = new(unsealed.Valid);
        foreach (UnpaddedRange range in keep) release.Remove(new ByteRange(Padded(range.Offset), Padded(range.Size)));
        foreach (ByteRange range in release.Ranges) unsealed.Free(range.Offset, range.Size);
        return null;
    }

    private static ulong Padded(ulong unpadded) => unpadded / 127 * 128;
}
