namespace LotusSeal.Operator.Host.Reading;

/// <summary>A condition.</summary>
/// <param name="Good">Whether it is as it should be.</param>
internal sealed record ConditionSight(string Type, string Status, string Reason, string Message, string Since, bool Good);
