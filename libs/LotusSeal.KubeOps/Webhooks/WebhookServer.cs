using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Webhooks;

/// <summary>
/// Kestrel for webhooks. Whoever reaches the port may post to it, as the API server proves nothing of itself: bodies, times and connections are
/// bounded.
/// </summary>
public sealed class WebhookServer : IAsyncDisposable
{
    private const int MostConnections = 256;
    private const double SlowestBytesPerSecond = 10_000;
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly AdmissionEndpoint _endpoint;

    private WebhookServer(WebApplication app, AdmissionEndpoint endpoint)
    {
        _app = app;
        _endpoint = endpoint;
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Starts a server.</summary>
    /// <param name="options">Where, and limits.</param>
    /// <param name="certificate">Asked at each new connection, so that a renewed certificate is used at once.</param>
    /// <param name="handlers">One for each path.</param>
    /// <param name="loggers">The log of the process.</param>
    /// <param name="time">Measures deadlines.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WebhookServer> StartAsync(WebhookServerOptions options, Func<SslStreamCertificateContext> certificate,
        IReadOnlyList<IAdmissionHandler> handlers, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        // The empty builder reads no environment and no appsettings.json: only the options of this program count.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificate));
        builder.Services.AddSingleton(loggers);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Deadline);
        WebApplication app = builder.Build();
        AdmissionEndpoint endpoint = new(handlers, options, time, loggers.CreateLogger<AdmissionEndpoint>());
        app.Run(endpoint.HandleAsync);
        WebhookServer server = new(app, endpoint);
        try
        {
            await app.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops accepting, gives running reviews their time and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _endpoint.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, WebhookServerOptions options, Func<SslStreamCertificateContext> certificate)
    {
        if (options.Address is { } address) kestrel.Listen(new IPEndPoint(address, options.Port), listen => Secure(listen, certificate));
        else kestrel.ListenAnyIP(options.Port, listen => Secure(listen, certificate));
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxRequestBodySize = options.LargestReview;
        kestrel.Limits.MaxRequestBufferSize = 64 * 1024;
        kestrel.Limits.RequestHeadersTimeout = HandshakeTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestBytesPerSecond, gracePeriod: TimeSpan.FromSeconds(5));
    }

    private static void Secure(ListenOptions listen, Func<SslStreamCertificateContext> certificate)
    {
        // The API server speaks HTTP/1.1 as well, and a stranger has fewer ways to keep a server busy with it.
        listen.Protocols = HttpProtocols.Http1;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate(),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            }),
        });
    }

    /// <summary>Signals are the program's business, not the server's.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
