using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A task that runs until the test lets it go.</summary>
internal sealed class GatedTask(string type, ulong sector) : SealTask
{
    private readonly TaskCompletionSource<IProgress<PhaseProgress>> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where to report progress; there once the task runs.</summary>
    public Task<IProgress<PhaseProgress>> Started => _started.Task;

    public override string TaskType => type;

    public override ReturnKind Returns => ReturnKind.Fetch;

    public override SectorId Sector => new(1000, sector);

    public void Release() => _gate.TrySetResult();

    public override async Task<object?> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        _started.SetResult(progress);
        await _gate.Task.WaitAsync(cancellationToken);
        return null;
    }
}
