using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A task that runs until the test lets it go.</summary>
internal sealed class GatedTask(string type, ulong sector) : SealTask
{
    private readonly TaskCompletionSource<IProgress<PhaseProgress>> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where to report progress; there once the task runs.</summary>
    public Task<IProgress<PhaseProgress>> Started => _started.Task;

    /// <summary>There when the task was asked to end.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <summary>Whether the task goes on until it is let go when it is asked to end.</summary>
    public bool IsStubborn { get; init; }

    /// <summary>Whether the task is begun never; tells of a call that was given back.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>See <see cref="Writes"/>.</summary>
    public SectorFileType Files { get; init; }

    /// <summary>See <see cref="Parameters"/>.</summary>
    public string? Key { get; init; }

    public override TaskDefinition Definition { get; } = TaskCatalog.Find(type)!;

    public override SectorId Sector => new(1000, sector);

    public override SectorFileType Writes => Files;

    public override string? Parameters => Key;

    public override void Abandon() => IsAbandoned = true;

    public void Release() => _gate.TrySetResult();

    public override async Task<RawJson?> RunToWireAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration told = cancellationToken.Register(() => _cancelled.TrySetResult());
        _started.SetResult(progress);
        await _gate.Task.WaitAsync(IsStubborn ? CancellationToken.None : cancellationToken);
        return Definition.Zero;
    }
}
