using LotusSeal.Lotus.Types;

namespace LotusSeal.Operator.Observed;

/// <summary>When a job will have ended, as its worker tells.</summary>
public sealed record JobEstimate(CallId Call, DateTimeOffset ExpectedEnd);
