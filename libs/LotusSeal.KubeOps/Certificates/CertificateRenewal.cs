using System.Security.Cryptography.X509Certificates;

namespace LotusSeal.KubeOps.Certificates;

/// <summary>
/// Decides what of the certificates is to be made anew. A new authority signs nothing until it has been trusted for the time of the overlap; until
/// its end the older one is trusted too. So there is no moment in which a certificate is served that an API server does not trust yet, or trusts no
/// more.
/// </summary>
internal static class CertificateRenewal
{
    // More would mean that somebody renews all the time.
    private const int MostOlder = 3;

    /// <summary>What there should be.</summary>
    /// <param name="current">What there is; null for nothing.</param>
    /// <param name="options">Names and times.</param>
    /// <param name="now">The time.</param>
    /// <param name="what">What was made, in words; null when all is well and what comes back is what there was.</param>
    public static ServingCertificates Renew(ServingCertificates? current, CertificateOptions options, DateTimeOffset now, out string? what)
    {
        List<string> made = [];
        X509Certificate2? authority = current?.Authority;
        X509Certificate2[] older = [.. (current?.Older ?? []).Where(one => !CertificateIssuer.HasEnded(one, now))];
        if (older.Length != (current?.Older.Count ?? 0)) made.Add("an authority has ended");
        if (authority is null || CertificateIssuer.IsDue(authority, now))
        {
            if (authority is not null && !CertificateIssuer.HasEnded(authority, now)) older = [authority, .. older.Take(MostOlder - 1)];
            authority = CertificateIssuer.NewAuthority(options.AuthorityLife, now);
            made.Add("a new authority");
        }

        X509Certificate2? server = current?.Server;
        if (server is null || IsUseless(server, options, now) || ShouldFollow(server, authority, options, now))
        {
            server = CertificateIssuer.NewServer(authority, options.Names, options.ServerLife, now);
            made.Add("a new certificate of the server");
        }

        what = made.Count == 0 ? null : string.Join(", ", made);
        return what is null ? current! : new ServingCertificates(authority, older, server);
    }

    /// <summary>Nobody would take it: waiting helps nobody.</summary>
    private static bool IsUseless(X509Certificate2 server, CertificateOptions options, DateTimeOffset now) =>
        CertificateIssuer.HasEnded(server, now) || !options.Names.All(name => server.MatchesHostname(name, allowCommonName: false));

    private static bool ShouldFollow(X509Certificate2 server, X509Certificate2 authority, CertificateOptions options, DateTimeOffset now) =>
        (CertificateIssuer.IsDue(server, now) || !CertificateIssuer.IsSignedBy(server, authority))
        && now - CertificateIssuer.MadeAt(authority) >= options.Overlap;
}
