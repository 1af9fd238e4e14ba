namespace LotusSeal.Operator.Observed;

/// <summary>Why a miner was not asked with success the last time.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">In plain words, without the token.</param>
public sealed record MinerProblem(MinerProblemKind Kind, string Message);

/// <summary>What goes wrong with a miner.</summary>
public enum MinerProblemKind
{
    DialFailed,
    TimedOut,
    VersionMismatch,
}
