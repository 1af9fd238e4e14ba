using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Picks the fastest backend of this machine; the only place that does.</summary>
internal static class SealerFactory
{
    /// <summary>The sealer and its backend.</summary>
    public static (ISectorSealer Sealer, ISealingBackend Backend) Create(WorkerRunOptions options, ILogger logger)
    {
        ISealingBackend backend = NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason) ? native : new ManagedSealingBackend();
        int threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        logger.Backend(backend.Name, threads, reason is null ? "" : $"; the native library is not used and sealing will be slow: {reason}");
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
