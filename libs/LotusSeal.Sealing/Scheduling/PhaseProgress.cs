namespace LotusSeal.Sealing.Scheduling;

/// <summary>How far a phase is.</summary>
/// <param name="Step">What is done now, for instance <c>layer 3/11</c>, <c>tree-c</c>.</param>
/// <param name="Done">Units done over the whole phase.</param>
/// <param name="Total">Units of the whole phase.</param>
/// <param name="Unit">What is counted: <c>nodes</c>, <c>bytes</c> or <c>challenges</c>.</param>
public readonly record struct PhaseProgress(string Step, ulong Done, ulong Total, string Unit);
