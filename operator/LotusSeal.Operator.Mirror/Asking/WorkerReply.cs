using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>What a worker answered.</summary>
/// <param name="Tasks">Kinds of tasks that are switched on.</param>
/// <param name="IsEnabled">False once it was fenced.</param>
/// <param name="Calls">Its calls; null for one that has no list of them.</param>
internal sealed record WorkerReply(IReadOnlyCollection<string> Tasks, bool IsEnabled, IReadOnlyList<OpenCall>? Calls)
{
    /// <summary>GPUs that it does not use any more.</summary>
    public IReadOnlyList<LostGpu> LostGpus { get; init; } = [];

    /// <summary>Ids of its storage paths; null when it was not asked.</summary>
    public IReadOnlyCollection<string>? Paths { get; init; }
}
