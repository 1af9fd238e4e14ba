using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tasks;

/// <summary>Gives up the runs of a sector whose files are removed for good.</summary>
/// <param name="turns">The runs.</param>
/// <param name="store">Where they write.</param>
/// <param name="logger">Told what is given up.</param>
/// <param name="clock">Measures how long a run is waited for.</param>
internal sealed class RemovedWork(SectorTurns turns, ISectorStore? store, ILogger logger, TimeProvider clock) : ISectorWork
{
    /// <summary>How long a removal waits for work to end. Some cannot (a read from a mount that hangs); the files go all the same.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<bool> GiveUpAsync(SectorId sector, SectorFileType types, CancellationToken cancellationToken)
    {
        IReadOnlyList<SectorRun> runs = turns.GiveUp(sector, types);
        if (runs.Count == 0) return false;
        foreach (SectorRun run in runs) logger.FilesRemoved(run.Task.ToString(), run.Caller, types);
        try
        {
            await Task.WhenAll(runs.Select(run => run.Outcome)).WaitAsync(Limit, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            foreach (SectorRun run in runs.Where(run => !run.Outcome.IsCompleted))
                logger.RemovedTaskGoesOn(run.Task.ToString(), run.Caller, Limit.TotalSeconds);
        }

        return true;
    }

    /// <summary>
    /// Removes what a run that was given up has made and the miner has never heard of: nobody would, and the next start would declare it. Before the
    /// run has ended for others, so that nobody else is at these files.
    /// </summary>
    public async Task DiscardAsync(SectorRun run)
    {
        if (run.GivenUp is not FilesRemovedException || run.StartedAt == 0 || store is null) return;
        using CancellationTokenSource limit = new(Limit, clock);
        foreach (SectorFileType type in run.Task.LeavesUndeclared.Each())
        {
            try
            {
                await store.RemoveUnknownAsync(run.Task.Sector, type, limit.Token);
            }
            catch (Exception e)
            {
                logger.LeftoversStay(run.Task.ToString(), type, e.Message);
            }
        }
    }
}
