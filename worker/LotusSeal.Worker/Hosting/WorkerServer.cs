using LotusSeal.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Kestrel on the worker's bound socket.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private const double SlowestBytesPerSecond = 240;

    /// <summary>Longer than a push waits for its call, which makes it known.</summary>
    private static readonly TimeSpan StrangersLife = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;

    private WorkerServer(WebApplication app) => _app = app;

    /// <summary>Starts a server that takes over <paramref name="address"/>'s socket.</summary>
    /// <param name="address">What to serve on.</param>
    /// <param name="headerTimeout">Time for a client to send its request header.</param>
    /// <param name="loggers">The process's log.</param>
    /// <param name="map">Adds the endpoints.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<WorkerServer> StartAsync(ListenAddress address, TimeSpan headerTimeout, ILoggerFactory loggers,
        Action<WebApplication> map,
        CancellationToken cancellationToken)
    {
        ConnectionGate gate = new(OpenFileLimit.Connections(OpenFileLimit.Read()), StrangersLife,
            loggers.CreateLogger<ConnectionGate>(), TimeProvider.System);
        WebApplicationBuilder builder = BareServer.CreateBuilder(loggers);
        builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = _ => address.TakeSocket());
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(address.EndPoint, listen => listen.Use(next => connection => gate.RunAsync(connection, next)));
            options.AddServerHeader = false;
            options.Limits.RequestHeadersTimeout = headerTimeout;
            // Pieces are as large as sectors and come as slowly as their sender; the RPC server bounds its own bodies.
            options.Limits.MaxRequestBodySize = null;
            // A body that trickles ends (pushes lift this for themselves), and so does a download whose taker has gone to sleep.
            options.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestBytesPerSecond, gracePeriod: TimeSpan.FromSeconds(30));
            options.Limits.MinResponseDataRate = new MinDataRate(SlowestBytesPerSecond, gracePeriod: TimeSpan.FromMinutes(5));
        });
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync(cancellationToken);
        return new WorkerServer(app);
    }

    /// <summary>Stops accepting, gives running requests two seconds and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
