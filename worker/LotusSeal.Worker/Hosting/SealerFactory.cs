using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Cores;
using LotusSeal.Worker.Gpus;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Makes the daemon's backends, the fastest of this machine, its sealer and updater over them.</summary>
internal static class SealerFactory
{
    /// <summary>The backends, tested, each GPU in a process of its own; the log tells which GPUs there are, and what is not used.</summary>
    /// <param name="options">The policy of GPUs, threads, rows.</param>
    /// <param name="logger">Gets what is said.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting for a driver that does not answer, in minutes or not at all: the processes that ask it are killed.
    /// </param>
    /// <returns>The backends, and why no GPU is used; null where some are there.</returns>
    /// <exception cref="WorkerStartException">No backend gave the known answers: work that fails at once would draw the miner's whole
    /// queue.</exception>
    public static async Task<(BackendPool Backends, string? NoGpu)> ChooseBackendsAsync(WorkerRunOptions options, ILogger logger,
        CancellationToken cancellationToken)
    {
        GpuProcesses processes = new(options, logger);
        try
        {
            return await Task.Run(() => ChooseBackends(options, logger, processes), cancellationToken).WaitAsync(cancellationToken);
        }
        catch
        {
            processes.End();
            throw;
        }
    }

    private static (BackendPool Backends, string? NoGpu) ChooseBackends(WorkerRunOptions options, ILogger logger, GpuProcesses processes)
    {
        string? reason = null;
        BackendPool backends = BackendChoice.Choose(BackendChoice.Auto, options.GpuPolicy, Warn, Note,
            note => FindGpus(options, processes, message => note?.Invoke(message)));
        BackendSelection selection = backends.Selection;
        // A PreCommit2 that waits for a GPU is withheld, and all other work is done.
        bool isWaiting = options.GpuPolicy == GpuPolicy.Require;
        if (!selection.Phases.Any(phase => phase.Value == BackendSelection.None && !(isWaiting && phase.Key == SealingPhase.PreCommit2)))
            return (backends, reason);
        throw new WorkerStartException($"no backend computes rightly on this machine: {string.Join("; ", selection.Retired)}");

        void Warn(string message)
        {
            // What was tested when its process was ended says nothing.
            if (!processes.HaveEnded) logger.SealingWarning(message);
        }

        void Note(string message)
        {
            logger.SealingNote(message);
            if (message.StartsWith(BackendChoice.NoneUsed, StringComparison.Ordinal)) reason = message;
        }
    }

    /// <summary>The sealer; the log tells what it computes with and what this machine lacks.</summary>
    /// <param name="options">Threads, memory, folders.</param>
    /// <param name="backends">What computes.</param>
    /// <param name="cores">Where PreCommit1 labels.</param>
    /// <param name="logger">Gets what is said.</param>
    public static ISectorSealer Create(WorkerRunOptions options, BackendPool backends, LabelCores cores, ILogger logger)
    {
        BackendSelection selection = backends.Selection;
        int threads = BackendChoice.Threads(options.Threads);
        string sets = selection.InstructionSets.Count == 0 ? "none" : string.Join(", ", selection.InstructionSets);
        logger.Backend(selection.ToString(), threads, $", instruction sets in use: {sets}");
        foreach (string handicap in selection.Handicaps) logger.SealingWarning(handicap);
        if (options.ParentsCache is { } folder) logger.ParentsFolder(folder);
        if (options.RowsToDiscard != SealingOptions.DefaultRowsToDiscard) logger.RowsToDiscard(options.RowsToDiscard, options.RowsToDiscard);
        return new SectorSealer(backends, OptionsOf(options, logger) with
        {
            LabelCores = cores,
            LabelLoops = options.LabelLoops > 0 ? options.LabelLoops : cores.Loops,
        });
    }

    /// <summary>The updater.</summary>
    public static ISectorUpdater CreateUpdater(WorkerRunOptions options, BackendPool backends, ILogger logger) =>
        new SectorUpdater(backends, OptionsOf(options, logger));

    private static IReadOnlyList<ChildGpu> FindGpus(WorkerRunOptions options, GpuProcesses processes, Action<string> note)
    {
        if (options.GpuProcess is not null || DriverLibrary.IsInstalled) return new GpuFinder(processes.Make).Find(note);
        note($"no GPU is used: there is no NVIDIA driver ({DriverLibrary.Name})");
        return [];
    }

    private static SealingOptions OptionsOf(WorkerRunOptions options, ILogger logger) => new()
    {
        Threads = BackendChoice.Threads(options.Threads),
        LowMemory = options.LowMemory,
        ParentsCacheDirectory = options.ParentsCache,
        RowsToDiscard = options.RowsToDiscard,
        Warning = message => logger.SealingWarning(message),
        Note = message => logger.SealingNote(message),
    };
}
