using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>Opens a window each period, the first at once.</summary>
/// <param name="prover">Does it.</param>
/// <param name="period">From one window to the next; zero for none.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
/// <param name="stop">Ends it.</param>
internal sealed class ProvingLoop(WindowProver prover, TimeSpan period, TimeProvider time, ILogger logger, CancellationToken stop)
{
    /// <summary>Ends when it was stopped and has ended.</summary>
    public Task Ended { get; } = period == TimeSpan.Zero ? Task.CompletedTask
        : Task.Run(() => RunAsync(prover, period, time, logger, stop), CancellationToken.None);

    private static async Task RunAsync(WindowProver prover, TimeSpan period, TimeProvider time, ILogger logger, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                Task next = Task.Delay(period, time, stop);
                try
                {
                    await prover.ProveAsync(period, stop);
                }
                catch (Exception error) when (!stop.IsCancellationRequested)
                {
                    logger.LogError(error, "What became of a window cannot be kept");
                }

                await next;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
