namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Something that was done or seen.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Text">What.</param>
internal sealed record JournalEntry(DateTimeOffset Time, JournalKind Kind, string Text);
