namespace LotusSeal.KubeOps.Watcher;

/// <summary>Keeps a cache up to date.</summary>
public interface IWatcher
{
    /// <summary>Completes when everything has been listed once.</summary>
    Task Synced { get; }

    /// <summary>Lists and watches until it is cancelled; it does not end by itself.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
