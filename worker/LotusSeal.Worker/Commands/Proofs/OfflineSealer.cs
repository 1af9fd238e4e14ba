using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Makes the sealers and updaters of the offline commands.</summary>
internal static class OfflineSealer
{
    /// <summary>A sealer over the backends that were asked for.</summary>
    /// <exception cref="CommandException">The native backend was asked for, or a GPU is required, and cannot be used here.</exception>
    public static ISectorSealer Create(SealerSettings settings) => new SectorSealer(ChooseBackends(settings), OptionsOf(settings));

    /// <summary>An updater over the backends that were asked for.</summary>
    /// <exception cref="CommandException">The native backend was asked for and cannot run here.</exception>
    public static ISectorUpdater CreateUpdater(SealerSettings settings) => new SectorUpdater(ChooseBackends(settings), OptionsOf(settings));

    private static SealingOptions OptionsOf(SealerSettings settings) => new()
    {
        Threads = BackendChoice.Threads(settings.Threads),
        LowMemory = settings.LowMemory,
        ParentsCacheDirectory = settings.ParentsCache,
        RowsToDiscard = settings.RowsToDiscard,
        Warning = settings.Warning,
    };

    private static BackendPool ChooseBackends(SealerSettings settings)
    {
        try
        {
            BackendPool backends = BackendChoice.Choose(settings.Backend, settings.GpuPolicy, settings.Warning);
            if (settings.GpuPolicy == GpuPolicy.Require && backends.Selection.Phases[SealingPhase.PreCommit2] == BackendSelection.None)
                throw RequiredGpu.Missing(string.Join("; ", backends.Selection.Retired));
            return backends;
        }
        catch (SealingException e)
        {
            throw new CommandException($"--backend {settings.Backend}: {e.Message}", e);
        }
    }
}
