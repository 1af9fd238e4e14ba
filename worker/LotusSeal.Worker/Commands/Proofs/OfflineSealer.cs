using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Makes the sealers of the offline commands.</summary>
internal static class OfflineSealer
{
    /// <summary>A sealer over the backend that was asked for.</summary>
    /// <exception cref="CommandException">The native backend was asked for and cannot run here.</exception>
    public static ISectorSealer Create(SealerSettings settings) => new SectorSealer(ChooseBackend(settings), new SealingOptions
    {
        Threads = BackendChoice.Threads(settings.Threads),
        LowMemory = settings.LowMemory,
        Warning = settings.Warning,
    });

    private static ISealingBackend ChooseBackend(SealerSettings settings)
    {
        try
        {
            ISealingBackend backend = BackendChoice.Choose(settings.Backend, out string? fallback);
            if (fallback is not null) settings.Warning($"the managed backend is used, which is several times slower: {fallback}");
            return backend;
        }
        catch (SealingException e)
        {
            throw new CommandException($"--backend {settings.Backend}: {e.Message}", e);
        }
    }
}
