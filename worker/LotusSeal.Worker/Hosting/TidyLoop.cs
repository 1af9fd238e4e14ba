using LotusSeal.Storage;

namespace LotusSeal.Worker.Hosting;

/// <summary>Deletes unfinished files that nobody holds, now and then: a replica of a killed process takes as much room as a sector.</summary>
internal static class TidyLoop
{
    /// <summary>Looks every <paramref name="interval"/> until cancelled; a path that hangs is passed over until it answers.</summary>
    public static async Task RunAsync(SectorStore store, TimeSpan interval, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(interval);
        while (await timer.WaitForNextTickAsync(cancellationToken)) _ = store.TidyAsync(cancellationToken);
    }
}
