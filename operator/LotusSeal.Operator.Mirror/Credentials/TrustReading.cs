namespace LotusSeal.Operator.Mirror.Credentials;

/// <summary>What a ConfigMap says.</summary>
/// <param name="Pem">Certificates; null when there are none.</param>
/// <param name="Problem">Why there are none.</param>
internal sealed record TrustReading(string? Pem, string? Problem);
