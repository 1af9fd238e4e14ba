using System.Security.Cryptography.X509Certificates;
using LotusSeal.KubeOps.Certificates;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Tests.Certificates;

/// <summary>What becomes of certificates over years, without any of them going by.</summary>
public sealed class CertificateRenewalTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly CertificateOptions Options = new()
    {
        Secret = new ObjectKey("system", "webhook"),
        Names = [.. CertificateOptions.NamesOf("service", "system"), "127.0.0.1"],
        Configurations = ["operator"],
    };

    [Fact]
    public void What_was_just_made_stays()
    {
        ServingCertificates made = CertificateRenewal.Renew(null, Options, Start, out string? what);
        Assert.Equal("a new authority, a new certificate of the server", what);
        Assert.All(Options.Names, name => Assert.True(made.Server!.MatchesHostname(name)));
        Assert.Same(made, CertificateRenewal.Renew(made, Options, Start.AddDays(59), out what));
        Assert.Null(what);
    }

    [Fact]
    public void The_server_gets_another_after_two_thirds_of_its_life_and_the_authority_stays()
    {
        ServingCertificates made = CertificateRenewal.Renew(null, Options, Start, out _);
        ServingCertificates renewed = CertificateRenewal.Renew(made, Options, Start.AddDays(60), out _);
        Assert.NotEqual(made.Server!.Thumbprint, renewed.Server!.Thumbprint);
        Assert.Same(made.Authority, renewed.Authority);
        Assert.Empty(renewed.Older);
    }

    [Fact]
    public void Another_name_of_the_server_is_taken_up_at_once()
    {
        ServingCertificates made = CertificateRenewal.Renew(null, Options, Start, out _);
        ServingCertificates renewed = CertificateRenewal.Renew(made, Options with { Names = ["other.system.svc"] }, Start, out _);
        Assert.True(renewed.Server!.MatchesHostname("other.system.svc"));
        Assert.Same(made.Authority, renewed.Authority);
    }

    [Fact]
    public void A_new_authority_signs_nothing_before_it_has_been_told_and_the_older_one_is_trusted_until_its_end()
    {
        ServingCertificates made = CertificateRenewal.Renew(null, Options, Start, out _);
        DateTimeOffset due = Start.AddDays(487);
        ServingCertificates fresh = CertificateRenewal.Renew(made, Options, due, out string? what);
        // Both are trusted; the server's certificate had ended long ago and could not wait.
        Assert.Equal("a new authority, a new certificate of the server", what);
        Assert.Equal([made.Authority.Thumbprint], fresh.Older.Select(one => one.Thumbprint));

        ServingCertificates served = made with
        {
            Server = CertificateIssuer.NewServer(made.Authority, Options.Names, Options.ServerLife, due.AddDays(-1)),
        };
        ServingCertificates told = CertificateRenewal.Renew(served, Options, due, out what);
        Assert.Equal("a new authority", what);
        Assert.Same(served.Server, told.Server);
        Assert.Same(told, CertificateRenewal.Renew(told, Options, due.AddMinutes(59), out _));
        ServingCertificates after = CertificateRenewal.Renew(told, Options, due.AddHours(1), out what);
        Assert.Equal("a new certificate of the server", what);
        Assert.True(CertificateIssuer.IsSignedBy(after.Server!, told.Authority));
        Assert.Equal([made.Authority.Thumbprint], after.Older.Select(one => one.Thumbprint));
        Assert.Empty(CertificateRenewal.Renew(after, Options, Start.AddDays(730), out _).Older);
    }

    /// <summary>Replicas look at the Secret at other times, and API servers learn of a bundle late: what is served is trusted by all.</summary>
    [Fact]
    public void Over_years_no_replica_serves_what_an_api_server_does_not_trust()
    {
        TimeSpan step = TimeSpan.FromMinutes(47);
        ServingCertificates stored = CertificateRenewal.Renew(null, Options, Start, out _);
        ServingCertificates[] earlier = [stored, stored];
        int authorities = 1;
        for (DateTimeOffset now = Start; now < Start.AddDays(1500); now += step)
        {
            ServingCertificates next = CertificateRenewal.Renew(stored, Options, now, out string? what);
            if (what?.Contains("authority", StringComparison.Ordinal) == true) authorities++;
            if (what is not null)
            {
                Assert.True(IsTrusted(next.Server!, earlier[0], now), $"{now}: the new certificate by those who have not heard of it");
                Assert.True(IsTrusted(earlier[0].Server!, next, now), $"{now}: the old certificate by those who have");
            }

            earlier = [earlier[1], next];
            stored = next;
        }

        // Three renewals, and the ends of two.
        Assert.InRange(authorities, 4, 7);
    }

    private static bool IsTrusted(X509Certificate2 server, ServingCertificates by, DateTimeOffset now)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(by.Bundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(server);
    }
}
