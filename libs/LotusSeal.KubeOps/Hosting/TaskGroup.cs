namespace LotusSeal.KubeOps.Hosting;

/// <summary>Loops that stand and fall together.</summary>
public static class TaskGroup
{
    /// <summary>Runs loops until one of them ends, for whatever reason, and then ends the others; returns when all have ended.</summary>
    /// <exception cref="Exception">What the first of them ended with.</exception>
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> loops, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> running = [.. loops.Select(loop => Task.Run(() => loop(stop.Token), CancellationToken.None))];
        Task first = await Task.WhenAny(running);
        await stop.CancelAsync();
        // The others end because they were told to; what they say then is no news.
        await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await first;
    }
}
