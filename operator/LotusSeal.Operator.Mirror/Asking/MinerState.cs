using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>What is known of a miner after a round of questions.</summary>
/// <param name="Reading">The last round that was answered; null when none ever was.</param>
/// <param name="Problem">Why the last round was not; null when it was, or when only the token is bad.</param>
/// <param name="Credentials">What the token is.</param>
internal sealed record MinerState(MinerReading? Reading, MinerProblem? Problem, CredentialKind Credentials)
{
    public static readonly MinerState NotAsked = new(null, null, CredentialKind.Unknown);

    /// <summary>Whether it says the same to whoever decides by it.</summary>
    public bool IsLike(MinerState other) =>
        Reading?.Print == other.Reading?.Print && Problem == other.Problem && Credentials == other.Credentials;
}
