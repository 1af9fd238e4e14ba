namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>What makes a miner the same for two pools.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Token">The token that it is asked with.</param>
/// <param name="Authorities">Certificates in PEM that its own is checked by; null for those of the system.</param>
internal sealed record MinerKey(Uri Url, string Token, string? Authorities)
{
    /// <summary>The address, for messages and labels.</summary>
    public string Address => Lotus.Api.UrlText.WithoutSecrets(Url).TrimEnd('/');

    /// <summary>Never shows the token.</summary>
    public override string ToString() => Address;
}
