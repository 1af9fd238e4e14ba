namespace LotusSeal.Storage;

/// <summary>What the free space of a path is computed from, and how long its disk may take to answer.</summary>
/// <param name="Probe">The file system below.</param>
/// <param name="Reservations">What running tasks were promised.</param>
/// <param name="Time">Clock of the cache and the deadlines.</param>
/// <param name="CacheTime">How long an answer of the probe serves.</param>
/// <param name="Deadline">How long a look at the space may take.</param>
/// <param name="ListingDeadline">How long reading all the names may take.</param>
internal sealed record SpaceSources(IFileSystemProbe Probe, Reservations Reservations, TimeProvider Time, TimeSpan CacheTime, TimeSpan Deadline,
    TimeSpan ListingDeadline);
