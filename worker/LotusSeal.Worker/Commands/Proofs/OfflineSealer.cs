using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Makes sealers.</summary>
internal static class OfflineSealer
{
    /// <summary>A sealer over the backend that was asked for.</summary>
    /// <exception cref="CommandException">The native backend was asked for and cannot run here.</exception>
    public static ISectorSealer Create(SealerSettings settings) => new SectorSealer(ChooseBackend(settings.Backend, settings.Warning), new SealingOptions
    {
        Threads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads,
        LowMemory = settings.LowMemory,
        Warning = settings.Warning,
    });

    private static ISealingBackend ChooseBackend(string name, Action<string> warn)
    {
        if (name == "managed") return new ManagedSealingBackend();
        if (NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)) return native;
        if (name == "native") throw new CommandException($"--backend native: {reason}");
        warn($"the managed backend is used, which is several times slower: {reason}");
        return new ManagedSealingBackend();
    }
}
