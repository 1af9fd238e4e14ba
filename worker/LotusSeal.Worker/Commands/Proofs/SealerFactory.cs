using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Makes sealers.</summary>
internal static class SealerFactory
{
    /// <summary>A sealer over the backend that was asked for.</summary>
    /// <exception cref="CommandException">The native backend was asked for and cannot run here.</exception>
    public static ISectorSealer Create(SealerSettings settings) => new SectorSealer(ChooseBackend(settings.Backend), new SealingOptions
    {
        Threads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
        LowMemory = settings.LowMemory,
        Warning = settings.Warning,
    });

    private static ISealingBackend ChooseBackend(string name)
    {
        if (name == "managed") return new ManagedSealingBackend();
        if (NativeSealingBackend.TryCreate() is { } native) return native;
        return name == "auto" ? new ManagedSealingBackend() : throw new CommandException("--backend native: this machine cannot run the native backend.");
    }
}
