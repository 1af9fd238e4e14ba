using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Makes the daemon's sealer over the fastest backends of this machine.</summary>
internal static class SealerFactory
{
    /// <summary>The sealer; the log tells what it computes with and what this machine lacks.</summary>
    /// <exception cref="WorkerStartException">No backend gave the known answers: work that fails at once would draw the miner's whole
    /// queue.</exception>
    public static ISectorSealer Create(WorkerRunOptions options, ILogger logger)
    {
        BackendPool backends = BackendChoice.Choose(BackendChoice.Auto, message => logger.SealingWarning(message),
            message => logger.SealingNote(message));
        BackendSelection selection = backends.Selection;
        if (selection.Phases.Values.Contains(BackendSelection.None))
            throw new WorkerStartException($"no backend computes rightly on this machine: {string.Join("; ", selection.Retired)}");
        int threads = BackendChoice.Threads(options.Threads);
        string sets = selection.InstructionSets.Count == 0 ? "none" : string.Join(", ", selection.InstructionSets);
        logger.Backend(selection.ToString(), threads, $", instruction sets in use: {sets}");
        foreach (string handicap in selection.Handicaps) logger.SealingWarning(handicap);
        if (options.ParentsCache is { } folder) logger.ParentsFolder(folder);
        if (options.RowsToDiscard != SealingOptions.DefaultRowsToDiscard) logger.RowsToDiscard(options.RowsToDiscard, options.RowsToDiscard);
        return new SectorSealer(backends, new SealingOptions
        {
            Threads = threads,
            LowMemory = options.LowMemory,
            ParentsCacheDirectory = options.ParentsCache,
            RowsToDiscard = options.RowsToDiscard,
            Warning = message => logger.SealingWarning(message),
            Note = message => logger.SealingNote(message),
        });
    }
}
