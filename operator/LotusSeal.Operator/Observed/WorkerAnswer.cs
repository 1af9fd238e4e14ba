using LotusSeal.Lotus.Types;

namespace LotusSeal.Operator.Observed;

/// <summary>What a worker itself says; there is none when it does not answer.</summary>
/// <param name="Tasks">Kinds of tasks that are switched on, long names.</param>
/// <param name="IsEnabled">False once it was fenced.</param>
/// <param name="IsQuiet">Whether its one long call that waits for quiet has returned since it was busy last.</param>
public sealed record WorkerAnswer(IReadOnlyCollection<string> Tasks, bool IsEnabled, bool IsQuiet)
{
    /// <summary>Since when miner and worker have agreed that there is no work.</summary>
    public QuietRecord? Quiet { get; init; }

    /// <summary>Every call that it has; null when it does not tell, as lotus-worker does not.</summary>
    public IReadOnlyList<OpenCall>? OpenCalls { get; init; }

    /// <summary>Its GPUs that it does not use any more.</summary>
    public IReadOnlyList<LostGpu> LostGpus { get; init; } = [];

    /// <summary>Every call that it had when the miner was asked, by what it had said before; null when it had said nothing.</summary>
    public IReadOnlyList<OpenCall>? EarlierCalls { get; init; }

    /// <summary>Ids of the storage paths that it has open; null when it was not asked for them.</summary>
    public IReadOnlyCollection<string>? Paths { get; init; }

    /// <summary>When a call will have ended, where it tells.</summary>
    public DateTimeOffset? EndOf(CallId call) => OpenCalls?.FirstOrDefault(one => one.Call == call)?.ExpectedEnd;
}
