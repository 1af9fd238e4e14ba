using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror;

/// <summary>What is known of the miner of a pool.</summary>
/// <param name="LastView">What it said last, whenever that was; null when it never answered.</param>
/// <param name="Problem">Why the last question had no answer; null when it had one.</param>
/// <param name="Credentials">What the token is.</param>
public sealed record MinerAnswer(MinerView? LastView, MinerProblem? Problem, CredentialState Credentials);
