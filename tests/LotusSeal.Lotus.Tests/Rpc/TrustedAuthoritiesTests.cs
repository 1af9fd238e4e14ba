using System.Net;
using System.Security.Cryptography.X509Certificates;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Testing.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>Peers over TLS with an authority of their owner, over POST and over a WebSocket.</summary>
public sealed class TrustedAuthoritiesTests : IDisposable
{
    private const string Token = "token";
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("https")]
    [InlineData("wss")]
    public async Task A_named_authority_is_trusted_for_the_name_in_the_certificate(string scheme)
    {
        using X509Certificate2 certificate = _certificates.Issue("CN=peer", null, IPAddress.Loopback);
        await using WebApplication peer = await ServeAsync(certificate);
        Assert.Equal(SampleApi.Session, await AskAsync(peer, scheme, [_certificates.Authority]));
    }

    [Theory]
    [InlineData("https")]
    [InlineData("wss")]
    public async Task Without_it_with_another_one_or_for_another_name_nobody_is_asked(string scheme)
    {
        using TestCertificates others = new();
        using X509Certificate2 good = _certificates.Issue("CN=peer", null, IPAddress.Loopback);
        using X509Certificate2 renamed = _certificates.Issue("CN=peer", "another.example", IPAddress.Parse("10.1.2.3"));
        await using WebApplication peer = await ServeAsync(good);
        await Assert.ThrowsAsync<RpcTransportException>(() => AskAsync(peer, scheme, null));
        await Assert.ThrowsAsync<RpcTransportException>(() => AskAsync(peer, scheme, [others.Authority]));
        await Assert.ThrowsAsync<RpcTransportException>(() => AskAsync(peer, scheme, []));
        await using WebApplication other = await ServeAsync(renamed);
        await Assert.ThrowsAsync<RpcTransportException>(() => AskAsync(other, scheme, [_certificates.Authority]));
    }

    private static async Task<WebApplication> ServeAsync(X509Certificate2 certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        WebApplication app = builder.Build();
        new RpcServer(new OwnTokenVerifier(Token, null)).Serve<ISampleApi>(new SampleApi()).MapTo(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<Guid> AskAsync(WebApplication peer, string scheme, X509Certificate2Collection? authorities)
    {
        Uri url = new UriBuilder(new Uri(peer.Urls.First())) { Scheme = scheme }.Uri;
        await using RpcConnection connection = RpcConnection.Open(new ApiInfo(Token, url),
            new RpcClientOptions { TrustedAuthorities = authorities, Reconnect = false, Deadline = Patience.Limit });
        return await connection.As<ISampleApi>().SessionAsync(TestContext.Current.CancellationToken);
    }
}
