namespace LotusSeal.Operator.Observed;

/// <summary>The token of a pool.</summary>
/// <param name="Kind">Whether it is good.</param>
/// <param name="Message">In plain words, without the token.</param>
/// <param name="Hash">First ten digits of its hash; null when there is none.</param>
public sealed record CredentialState(CredentialKind Kind, string Message, string? Hash);

/// <summary>What a token is.</summary>
public enum CredentialKind
{
    Unknown,
    Valid,
    SecretMissing,
    KeyMissing,
    Malformed,
    Rejected,
    NotAdmin,
}
