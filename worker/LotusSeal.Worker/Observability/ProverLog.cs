using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Observability;

internal static partial class ProverLog
{
    [LoggerMessage(WorkerEventIds.ProverStarted, LogLevel.Information, "Prover started as process {Process}")]
    public static partial void ProverStarted(this ILogger logger, int process);

    [LoggerMessage(WorkerEventIds.ProverSays, LogLevel.Information, "Prover: {Line}")]
    public static partial void ProverSays(this ILogger logger, string line);

    [LoggerMessage(WorkerEventIds.ProverLost, LogLevel.Warning, "The prover was lost, the next proof starts another one: {Reason}")]
    public static partial void ProverLost(this ILogger logger, string reason);

    [LoggerMessage(WorkerEventIds.ProverIdle, LogLevel.Information,
        "Prover ended, since no proof was asked for within {Minutes} min: its memory is free")]
    public static partial void ProverIdle(this ILogger logger, double minutes);

    [LoggerMessage(WorkerEventIds.ProverWithoutGpus, LogLevel.Warning,
        "{Count} provers were lost one after the other with a GPU: until this worker is started again they are started without GPUs")]
    public static partial void ProverWithoutGpus(this ILogger logger, int count);

    [LoggerMessage(WorkerEventIds.ProofReady, LogLevel.Information, "{Task} with {File}; a proof needs up to {Memory} of memory")]
    public static partial void ProofReady(this ILogger logger, string task, string file, string memory);

    [LoggerMessage(WorkerEventIds.ProofNotReady, LogLevel.Warning, "{Task} is not offered to the miner: {Reason}")]
    public static partial void ProofNotReady(this ILogger logger, string task, string reason);
}
