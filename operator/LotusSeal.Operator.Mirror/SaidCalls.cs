using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror;

/// <summary>The calls that a worker named when it was asked last.</summary>
/// <param name="At">When it was asked, steady time.</param>
/// <param name="Calls">Its calls.</param>
public sealed record SaidCalls(long At, IReadOnlyList<OpenCall> Calls);
