using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// PreCommit1. Unlike Lotus, which deletes the cache first, a cache with a checkpoint is kept: when the miner repeats the call, after a restart or
/// since PreCommit2 found damage, only what is missing or damaged is labelled when the ticket is the same. Another ticket starts anew.
/// </summary>
internal sealed class PreCommit1Task(SectorRef sector, byte[]? ticket, PieceInfo[]? pieces) : SectorTask<byte[]>(TaskCatalog.PreCommit1, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Sealed | SectorFileType.Cache;

    /// <summary>
    /// Until it has ended, the miner knows of nothing that it makes: of a sector that is removed meanwhile only the data are removed by name.
    /// </summary>
    public override SectorFileType EndsWithout => Writes | SectorFileType.Unsealed;

    /// <inheritdoc/>
    public override SectorFileType LeavesUndeclared => Writes;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, ticket, pieces);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.Ticket(ticket);
        TaskInput.Pieces(Ref, pieces);
    }

    /// <inheritdoc/>
    public override async Task<byte[]> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        using IDisposable memory = services.Memory.Enter(ToString(), services.Sealer.MemoryFor(SealingPhase.PreCommit1, Config));
        // The sealed file of an unfinished PreCommit1 is the copy of the data that its tree-d was made of: it stays with the layers.
        List<string> unfinished = PathsWithCheckpoint(services);
        await services.Store.RemoveAsync(Sector, SectorFileType.Sealed, unfinished, cancellationToken);
        await services.Store.RemoveAsync(Sector, SectorFileType.Cache, unfinished, cancellationToken);
        AcquireRequest wanted = new(Ref) { Existing = SectorFileType.Unsealed, Allocate = SectorFileType.Sealed | SectorFileType.Cache };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        SectorPaths paths = SealedFiles.Of(files) with { Unsealed = files.PathOf(SectorFileType.Unsealed) };
        SealTicket randomness = TaskInput.Ticket(ticket);
        try
        {
            StagedSector staged = new(Identity, randomness, paths, TaskInput.Pieces(Ref, pieces));
            PreCommit1Output output = await services.Sealer.PreCommit1Async(staged, progress, cancellationToken);
            await files.DeclareAsync(cancellationToken);
            return PreCommit1OutputJson.AddSealRandomness(PreCommit1OutputJson.ToJson(output), randomness);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The files stay for the next attempt, so the miner must know them: otherwise nobody would remove them with the sector.
            await DeclareLeftoversAsync(files, paths);
            throw;
        }
    }

    private async Task DeclareLeftoversAsync(IAcquiredSector files, SectorPaths paths)
    {
        try
        {
            Directory.CreateDirectory(paths.Cache);
            await using (FileStream file = File.Open(paths.Sealed, FileMode.OpenOrCreate))
            {
                // A hole of the right length: one of another is never declared.
                if (file.Length == 0) file.SetLength((long)Config.SectorSize);
            }

            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
            await files.DeclareAsync(limit.Token);
        }
        catch (Exception)
        {
            // The first error is the one to report; the next start declares what lies in the path.
        }
    }

    private List<string> PathsWithCheckpoint(TaskServices services)
    {
        List<string> keep = [];
        foreach (StoragePath path in services.Store.LocalPaths)
        {
            string folder = Path.Combine(path.LocalPath, SectorFileType.Cache.FolderName(), Sector.ToString());
            if (!path.CanSeal || !HasCheckpoint(folder)) continue;
            services.Logger.CheckpointKept(Sector.ToString(), folder);
            keep.Add(path.Id);
        }

        return keep;
    }

    private static bool HasCheckpoint(string cache) =>
        File.Exists(Path.Combine(SectorFileNames.LayerRecordsOf(cache), SectorFileNames.LayerCheckpoint))
        || File.Exists(Path.Combine(cache, SectorFileNames.FormerLayerCheckpoint));
}
