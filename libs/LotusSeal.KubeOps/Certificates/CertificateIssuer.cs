using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LotusSeal.KubeOps.Certificates;

/// <summary>Makes authorities and certificates of servers (ECDSA P-256), and asks certificates what decisions need.</summary>
internal static class CertificateIssuer
{
    /// <summary>A certificate is good from a little before it was made, for clocks that are behind.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>A new authority with its key.</summary>
    /// <param name="life">How long it lasts.</param>
    /// <param name="now">When it is made.</param>
    public static X509Certificate2 NewAuthority(TimeSpan life, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A name of its own: where two authorities are trusted, each is found by it.
        string subject = $"CN=webhook authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Skew, now - Skew + life);
    }

    /// <summary>A new certificate of the server with its key.</summary>
    /// <param name="authority">Signs.</param>
    /// <param name="names">Names and addresses.</param>
    /// <param name="life">How long it lasts, no longer than the authority.</param>
    /// <param name="now">When it is made.</param>
    public static X509Certificate2 NewServer(X509Certificate2 authority, IReadOnlyList<string> names, TimeSpan life, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=webhooks", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        SubjectAlternativeNameBuilder alternatives = new();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        DateTimeOffset start = now - Skew, end = start + life;
        if (start < Start(authority)) start = Start(authority);
        if (end > End(authority)) end = End(authority);
        using X509Certificate2 certificate = request.Create(authority, start, end, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Whether two thirds of its life are over.</summary>
    public static bool IsDue(X509Certificate2 certificate, DateTimeOffset now) =>
        now - Start(certificate) >= (End(certificate) - Start(certificate)) * 2 / 3;

    /// <summary>Whether its life is over.</summary>
    public static bool HasEnded(X509Certificate2 certificate, DateTimeOffset now) => now >= End(certificate);

    /// <summary>When it was made.</summary>
    public static DateTimeOffset MadeAt(X509Certificate2 certificate) => Start(certificate) + Skew;

    /// <summary>Until when it is good.</summary>
    public static DateTimeOffset End(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    /// <summary>Whether the authority signed it, whatever the time.</summary>
    public static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return chain.Build(certificate);
    }

    private static DateTimeOffset Start(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());
}
