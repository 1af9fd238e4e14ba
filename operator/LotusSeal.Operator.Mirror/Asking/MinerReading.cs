using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>A round of questions that was answered.</summary>
/// <param name="View">The answers.</param>
/// <param name="Stamp">The steady time before the first question.</param>
/// <param name="Print">Equal for answers that say the same, apart from figures that move all the time.</param>
internal sealed record MinerReading(MinerView View, long Stamp, string Print);
