using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Credentials;

/// <summary>What a Secret says.</summary>
/// <param name="Token">The token; null when there is none.</param>
/// <param name="State">Why there is none; unknown while nobody has been asked about it.</param>
internal sealed record TokenReading(string? Token, CredentialState State)
{
    /// <summary>Never shows the token.</summary>
    public override string ToString() => State.ToString();
}
