using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LotusSeal.KubeOps.Certificates;

/// <summary>The certificates as they stand in a Secret, under the names that Secrets of TLS have.</summary>
internal static class CertificateSecret
{
    private const string AuthorityFile = "ca.crt", AuthorityKeyFile = "ca.key", ServerFile = "tls.crt", ServerKeyFile = "tls.key";
    private const int MostAuthorities = 8;

    /// <summary>What is written.</summary>
    public static Dictionary<string, byte[]> Write(ServingCertificates certificates) => new()
    {
        [AuthorityFile] = Encoding.ASCII.GetBytes(certificates.Bundle),
        [AuthorityKeyFile] = KeyOf(certificates.Authority),
        [ServerFile] = Encoding.ASCII.GetBytes(certificates.Server!.ExportCertificatePem()),
        [ServerKeyFile] = KeyOf(certificates.Server),
    };

    /// <summary>Reads what somebody wrote.</summary>
    /// <param name="data">The content of the Secret.</param>
    /// <param name="problem">What cannot be used of it; never a part of it.</param>
    /// <returns>Null when there is no authority that can sign.</returns>
    public static ServingCertificates? Read(IDictionary<string, byte[]>? data, out string? problem)
    {
        problem = null;
        X509Certificate2Collection authorities = [];
        X509Certificate2 authority;
        try
        {
            authorities.ImportFromPem(Text(data, AuthorityFile));
            if (authorities.Count is 0 or > MostAuthorities) throw new CryptographicException($"there are {authorities.Count} certificates in it");
            authority = WithKey(authorities[0], Text(data, AuthorityKeyFile));
            if (!authorities.All(IsAuthority)) throw new CryptographicException("there is a certificate in it that is no authority's");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            problem = $"{AuthorityFile} with {AuthorityKeyFile} is no authority: {error.Message}";
            return null;
        }

        ServingCertificates read = new(authority, [.. authorities.Skip(1)], null);
        try
        {
            X509Certificate2Collection servers = [];
            servers.ImportFromPem(Text(data, ServerFile));
            if (servers.Count != 1) throw new CryptographicException($"there are {servers.Count} certificates in it");
            X509Certificate2 server = WithKey(servers[0], Text(data, ServerKeyFile));
            if (!authorities.Any(one => CertificateIssuer.IsSignedBy(server, one))) throw new CryptographicException("the authority did not sign it");
            return read with { Server = server };
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            problem = $"{ServerFile} with {ServerKeyFile} is no certificate of a server: {error.Message}";
            return read;
        }
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string pem)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(pem);
        return certificate.CopyWithPrivateKey(key);
    }

    private static string Text(IDictionary<string, byte[]>? data, string name) =>
        data is not null && data.TryGetValue(name, out byte[]? bytes) ? Encoding.ASCII.GetString(bytes)
            : throw new CryptographicException($"there is no {name}");

    private static byte[] KeyOf(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem());
    }
}
