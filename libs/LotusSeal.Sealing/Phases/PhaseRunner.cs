using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Selection;

namespace LotusSeal.Sealing.Phases;

/// <summary>Runs long steps on threads of their own, each on the backend chosen for it. Thread-safe.</summary>
internal sealed class PhaseRunner(BackendPool backends)
{
    /// <summary>Starts a step; when its backend is retired in it, it starts again with the next one.</summary>
    /// <param name="phase">What the backend is chosen for; it offers the grains that the phase needs.</param>
    /// <param name="name">Short name of the step, for its thread.</param>
    /// <param name="path">A file or folder of the sector, for the thread's name.</param>
    /// <param name="step">The work.</param>
    /// <param name="canRepeat">False for a step that writes into its caller's stream: what is written there cannot be taken back.</param>
    public Task<TResult> Start<TResult>(SealingPhase phase, string name, string path, Func<SealingBackend, TResult> step, bool canRepeat = true) =>
        PhaseThread.Start(name, path, () => Run(phase, step, canRepeat));

    /// <summary>Hashes beside a backend that may be a device without any: then those of the processor, managed where nothing else has some.</summary>
    public HashBackend HashesBeside(SealingBackend backend)
    {
        if (backend.Hashes is { } own) return own;
        bool hasOthers = backends.Candidates.Any(candidate => candidate.Hashes is not null);
        return (hasOthers ? backends.For(SealingPhase.Pieces) : new ManagedSealingBackend()).Hashes!;
    }

    private TResult Run<TResult>(SealingPhase phase, Func<SealingBackend, TResult> step, bool canRepeat)
    {
        HashSet<SealingBackend> failed = [];
        while (true)
        {
            SealingBackend backend = backends.For(phase);
            try
            {
                return step(backend);
            }
            catch (SealingBackendException exception)
            {
                SealingBackend device = Named(exception.Fault.Device) ?? backend;
                bool isFirst = failed.Add(device), hasNext = backends.Report(phase, device, exception.Fault);
                // What stands beside the chosen one may have no substitute: then it fails again.
                if (!isFirst || !hasNext || !canRepeat) throw;
            }
        }
    }

    /// <summary>The one that failed may stand beside the one that was chosen.</summary>
    private SealingBackend? Named(string device) => backends.Candidates.FirstOrDefault(candidate => candidate.Name == device);
}
