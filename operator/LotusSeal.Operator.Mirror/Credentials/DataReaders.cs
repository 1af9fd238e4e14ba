using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Credentials;

/// <summary>Reads tokens and certificates by name; a watch would bring every Secret of a cluster into memory.</summary>
/// <param name="secrets">Reads Secrets.</param>
/// <param name="configMaps">Reads ConfigMaps.</param>
internal sealed class DataReaders(EntityClient<V1Secret> secrets, EntityClient<V1ConfigMap> configMaps)
{
    private const string NotAsked = "the miner has not been asked about the token yet";

    /// <summary>Reads a token.</summary>
    /// <exception cref="Exception">The API server does not answer, or does not let us; the message has nothing of a token.</exception>
    public async Task<TokenReading> TokenAsync(DataReference from, CancellationToken cancellationToken)
    {
        string name = from.Object.Name;
        V1Secret? secret = await secrets.GetAsync(from.Object, cancellationToken);
        if (secret is null) return Bad(CredentialKind.SecretMissing, $"there is no Secret {name}");
        if (secret.Data is null || !secret.Data.TryGetValue(from.Key, out byte[]? data) || data is null)
            return Bad(CredentialKind.KeyMissing, $"Secret {name} has no key {from.Key}");
        string? token = TokenText.Parse(data, out string? problem);
        return token is null
            ? Bad(CredentialKind.Malformed, $"what Secret {name} has under {from.Key} is no token: {problem}")
            : new TokenReading(token, new CredentialState(CredentialKind.Unknown, NotAsked, TokenText.Hash(token)));
    }

    /// <summary>Reads certificates.</summary>
    /// <inheritdoc cref="TokenAsync"/>
    public async Task<TrustReading> TrustAsync(DataReference from, CancellationToken cancellationToken)
    {
        string name = from.Object.Name;
        V1ConfigMap? map = await configMaps.GetAsync(from.Object, cancellationToken);
        if (map is null) return new TrustReading(null, $"there is no ConfigMap {name} to check the miner's certificate by");
        if (map.Data is null || !map.Data.TryGetValue(from.Key, out string? pem))
            return new TrustReading(null, $"ConfigMap {name} has no key {from.Key}");
        try
        {
            X509Certificate2Collection certificates = Certificates(pem);
            foreach (X509Certificate2 certificate in certificates) certificate.Dispose();
            return certificates.Count > 0 ? new TrustReading(pem, null)
                : new TrustReading(null, $"ConfigMap {name} has no certificate under {from.Key}");
        }
        catch (CryptographicException)
        {
            return new TrustReading(null, $"what ConfigMap {name} has under {from.Key} are no certificates");
        }
    }

    /// <summary>The certificates of a text, which were found good before.</summary>
    public static X509Certificate2Collection Certificates(string pem)
    {
        X509Certificate2Collection certificates = [];
        certificates.ImportFromPem(pem);
        return certificates;
    }

    private static TokenReading Bad(CredentialKind kind, string message) => new(null, new CredentialState(kind, message, null));
}
