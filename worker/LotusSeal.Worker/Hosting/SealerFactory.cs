using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Makes the daemon's sealer over the fastest backend of this machine.</summary>
internal static class SealerFactory
{
    /// <summary>The sealer and its backend.</summary>
    public static (ISectorSealer Sealer, ISealingBackend Backend) Create(WorkerRunOptions options, ILogger logger)
    {
        ISealingBackend backend = BackendChoice.Choose(BackendChoice.Auto, out string? fallback);
        int threads = BackendChoice.Threads(options.Threads);
        logger.Backend(backend.Name, threads, fallback is null ? "" : $"; the native library is not used and sealing will be slow: {fallback}");
        SectorSealer sealer = new(backend, new SealingOptions
        {
            Threads = threads,
            LowMemory = options.LowMemory,
            Warning = message => logger.SealingWarning(message),
            Note = message => logger.SealingNote(message),
        });
        return (sealer, backend);
    }
}
