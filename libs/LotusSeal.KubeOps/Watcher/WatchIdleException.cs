namespace LotusSeal.KubeOps.Watcher;

/// <summary>A watch brought nothing, not even a bookmark, for longer than the idle deadline.</summary>
/// <param name="deadline">The deadline.</param>
internal sealed class WatchIdleException(TimeSpan deadline) : Exception($"the watch was silent for {deadline.TotalSeconds:0.#} s");
