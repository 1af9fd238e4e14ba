using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Observability;

internal static partial class ProverLog
{
    [LoggerMessage(WorkerEventIds.ProverWithoutGpus, LogLevel.Warning,
        "{Count} provers were lost one after the other with a GPU: until this worker is started again they are started without GPUs")]
    public static partial void ProverWithoutGpus(this ILogger logger, int count);

    [LoggerMessage(WorkerEventIds.ProofReady, LogLevel.Information, "{Task} with {File}; a proof needs up to {Memory} of memory")]
    public static partial void ProofReady(this ILogger logger, string task, string file, string memory);

    [LoggerMessage(WorkerEventIds.SpacetimeWithoutGpu, LogLevel.Warning,
        "{Tasks} are offered without a GPU, since a proof of spacetime that is missed costs a fee: {Reason}")]
    public static partial void SpacetimeWithoutGpu(this ILogger logger, string tasks, string reason);

    [LoggerMessage(WorkerEventIds.ProofNotReady, LogLevel.Warning, "{Task} is not offered to the miner: {Reason}")]
    public static partial void ProofNotReady(this ILogger logger, string task, string reason);
}
