using System.Net;
using System.Net.Sockets;
using LotusSeal.DevMiner.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Hosting;

/// <summary>The HTTP server of a miner: bound first, so that its port is known before anything is served.</summary>
internal sealed class MinerServer : IAsyncDisposable
{
    private const long MaxRequestBytes = 100L << 20;
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);
    private readonly Socket _socket;

    /// <summary>Binds; <paramref name="port"/> 0 takes a free one.</summary>
    public MinerServer(string address, int port, FaultSwitch faults, ILoggerFactory loggers)
    {
        IPEndPoint endPoint = new(IPAddress.Parse(address), port);
        _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(endPoint);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(loggers);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => _socket);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            // Sector files and pushed pieces may be slow; a stalled peer is noticed by its own side.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(new IPEndPoint(endPoint.Address, Port), listen =>
                listen.Use(next => connection => faults.OnConnectionAsync(connection, next)));
        });
        App = builder.Build();
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Where endpoints are mapped before <see cref="StartAsync"/>.</summary>
    public WebApplication App { get; }

    /// <summary>Starts to serve.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => App.StartAsync(cancellationToken);

    /// <summary>Stops; requests that run get a short time.</summary>
    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        _socket.Dispose();
    }
}
