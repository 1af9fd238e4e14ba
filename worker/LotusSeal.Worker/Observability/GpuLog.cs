using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Observability;

internal static partial class GpuLog
{
    [LoggerMessage(WorkerEventIds.GpuXid, LogLevel.Warning, "{Gpu}: the driver reports {Error}")]
    public static partial void GpuXid(this ILogger logger, string gpu, string error);

    [LoggerMessage(WorkerEventIds.GpuUnreadable, LogLevel.Information, "{Reason}")]
    public static partial void GpuUnreadable(this ILogger logger, string reason);

    [LoggerMessage(WorkerEventIds.GpuHadErrors, LogLevel.Warning,
        "{Gpu}: {Count} memory error(s) could not be corrected since its driver was loaded, before this worker started; another one retires it")]
    public static partial void GpuHadErrors(this ILogger logger, string gpu, ulong count);
}
