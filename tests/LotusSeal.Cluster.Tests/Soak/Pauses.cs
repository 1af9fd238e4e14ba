namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Waits between what is done at random.</summary>
internal static class Pauses
{
    /// <summary>Waits for a random number of seconds; false as soon as there is to be an end.</summary>
    public static async Task<bool> OfAsync(Random random, int least, int most, CancellationToken stop)
    {
        TimeSpan pause = TimeSpan.FromSeconds(least + random.NextDouble() * (most - least));
        await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
