using System.Net;
using LotusSeal.Hosting;
using LotusSeal.Operator.Host.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace LotusSeal.Operator.Host.Hosting;

/// <summary>
/// Probes, metrics and pools. <c>/healthz</c>: the process lives, whoever leads. <c>/readyz</c>: everything has been listed once. Neither holds a
/// secret. <c>/pools</c> is for whoever may list pools, <c>/status</c> the page that shows it.
/// </summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HealthServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>Starts to serve.</summary>
    /// <param name="listen">Where; port 0 for any.</param>
    /// <param name="isReady">Whether everything has been listed.</param>
    /// <param name="registry">The metrics.</param>
    /// <param name="pools">Answers at <c>/pools</c>.</param>
    /// <param name="loggers">The process's log.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="IOException">Somebody else listens there.</exception>
    public static async Task<HealthServer> StartAsync(
        IPEndPoint listen, Func<bool> isReady, CollectorRegistry registry, PoolsEndpoint pools, ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = BareServer.CreateBuilder(loggers);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(listen);
            options.AddServerHeader = false;
            options.Limits.MaxConcurrentConnections = 256;
            options.Limits.MaxRequestBodySize = 0;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        WebApplication app = builder.Build();
        app.Map("/healthz", (RequestDelegate)(context => AnswerAsync(context, isGood: true, "ok")));
        app.Map("/readyz", (RequestDelegate)(context =>
            isReady() ? AnswerAsync(context, isGood: true, "ready") : AnswerAsync(context, isGood: false, "not everything has been listed yet")));
        app.Map("/metrics", (RequestDelegate)(context => MetricsEndpoint.AnswerAsync(context, registry.CollectAndExportAsTextAsync)));
        app.MapGet("/pools", (RequestDelegate)pools.AnswerAsync);
        new StatusPage("LotusSeal operator", typeof(HealthServer).Assembly, "pools.js").Map(app);
        await app.StartAsync(cancellationToken);
        return new HealthServer(app) { Address = IPEndPoint.Parse(new Uri(app.Urls.First()).Authority) };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, bool isGood, string text)
    {
        context.Response.StatusCode = isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
