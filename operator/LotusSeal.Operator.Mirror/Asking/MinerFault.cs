using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>
/// A question to a miner that had no good answer. Its message goes into a status, so it holds nothing that differs from one try to the next; the
/// details are in the inner exception, for the log.
/// </summary>
internal sealed class MinerFault : Exception
{
    public MinerFault(MinerProblemKind kind, string message, Exception? inner = null) : base(message, inner) => Problem = new(kind, message);

    /// <summary>The miner answers, and does not take the token.</summary>
    public MinerFault(CredentialKind credentials, string message, Exception? inner = null) : base(message, inner) => Credentials = credentials;

    /// <summary>What is wrong with the miner; null when it is the token.</summary>
    public MinerProblem? Problem { get; }

    /// <summary>What is wrong with the token; null when it is the miner.</summary>
    public CredentialKind? Credentials { get; }
}
