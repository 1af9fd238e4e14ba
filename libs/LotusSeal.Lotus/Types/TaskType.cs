namespace LotusSeal.Lotus.Types;

/// <summary>A task type as both sides of the wire know it (protocol spec 3.2, 4.5).</summary>
/// <param name="Name">Long name, for instance <c>seal/v0/precommit/1</c>.</param>
/// <param name="ShortName">The name for people, for instance <c>PC1</c>.</param>
/// <param name="Order">Scheduling order, smaller is more urgent.</param>
/// <param name="Needs">What it needs by default: a row for each of the five sector sizes, smallest first; null when it needs nothing.</param>
public sealed record TaskType(string Name, string ShortName, int Order, IReadOnlyList<TaskResources>? Needs = null);
