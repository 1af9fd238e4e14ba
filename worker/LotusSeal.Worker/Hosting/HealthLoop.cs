using LotusSeal.Storage;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Reports the health of the storage paths every ten seconds: the miner gives no work to a path that was silent for 50 s (protocol spec 4.2).
/// An idle worker gives memory back on the same beat.
/// </summary>
internal static class HealthLoop
{
    /// <summary>Reports until cancelled.</summary>
    public static async Task RunAsync(ISectorStore store, SealingPathWatch sealing, IdleMemory memory, TimeSpan interval, ILogger logger,
        CancellationToken cancellationToken)
    {
        sealing.Look();
        using PeriodicTimer timer = new(interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            try
            {
                await store.ReportHealthAsync(limit.Token);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                logger.HealthReportFailed(e.Message);
            }

            sealing.Look();
            memory.GiveBack();
        }
    }
}
