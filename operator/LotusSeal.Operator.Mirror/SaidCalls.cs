using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror;

/// <summary>The calls that a worker named when it was asked last.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Calls">Its calls.</param>
public sealed record SaidCalls(DateTimeOffset At, IReadOnlyList<OpenCall> Calls);
