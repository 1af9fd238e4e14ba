namespace LotusSeal.Storage;

/// <summary>What the free space of a path is computed from.</summary>
/// <param name="Probe">The file system below.</param>
/// <param name="Reservations">What running tasks were promised.</param>
/// <param name="Time">Clock of the cache.</param>
/// <param name="CacheTime">How long an answer of the probe serves.</param>
internal sealed record SpaceSources(IFileSystemProbe Probe, Reservations Reservations, TimeProvider Time, TimeSpan CacheTime);
