namespace LotusSeal.Operator.Observed;

/// <summary>A node.</summary>
/// <param name="IsCordoned">Nothing new is to run there: by a person, or because its driver is upgraded.</param>
/// <param name="IsOutOfService">Somebody has said, by its taint, that it is switched off.</param>
/// <param name="SilentSince">Since when it has not reported; null while it does.</param>
public sealed record ObservedNode(bool IsCordoned = false, bool IsOutOfService = false, DateTimeOffset? SilentSince = null);
