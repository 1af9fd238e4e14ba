using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>What a worker answered.</summary>
/// <param name="Tasks">Kinds of tasks that are switched on.</param>
/// <param name="IsEnabled">False once it was fenced.</param>
/// <param name="Calls">Its calls; null for one that has no list of them.</param>
/// <param name="LostGpus">GPUs that it does not use any more.</param>
internal sealed record WorkerReply(IReadOnlyCollection<string> Tasks, bool IsEnabled, IReadOnlyList<OpenCall>? Calls,
    IReadOnlyList<LostGpu> LostGpus);
