namespace LotusSeal.KubeOps.Queue;

/// <summary>A key that is being worked on.</summary>
/// <typeparam name="TKey">Names a thing.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="Waited">Since it was due.</param>
public readonly record struct WorkItem<TKey>(TKey Key, TimeSpan Waited);
