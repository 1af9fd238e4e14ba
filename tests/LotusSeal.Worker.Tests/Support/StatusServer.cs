using System.Net;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Observability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>The worker's status page and what it asks for, over a worker in whatever state the test says.</summary>
internal sealed class StatusServer : IAsyncDisposable, IConnectionStanding
{
    public const string Token = "the-token", MinerToken = "the-miner's";
    private readonly WebApplication _app;

    private StatusServer(int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        WebApplicationBuilder builder = BareServer.CreateBuilder(NullLoggerFactory.Instance);
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        OwnTokenVerifier verifier = new(Token, others: null);
        ServedParts parts = new(new RpcServer(verifier), new RequestAuthorizer(verifier), () => MinerToken, () => Jobs, () => Gpus, () => Storage,
            Files: null);
        _app.Use((context, next) =>
        {
            context.Features.Set<IConnectionStanding>(this);
            return next(context);
        });
        new WorkerEndpoints(new MinerConnectionState(), () => [], new WorkerMetrics(), parts).Map(_app);
    }

    public Uri Address { get; }

    public Uri Page => new(Address, $"status#token={Token}");

    /// <summary>How often a peer has shown a valid token.</summary>
    public int Known { get; private set; }

    public JobList Jobs { get; set; } = StatusExamples.Idle;

    public GpuList Gpus { get; set; } = new([]);

    public StorageList Storage { get; set; } = new([StatusExamples.SealingPath]);

    public static async Task<StatusServer> StartAsync()
    {
        StatusServer server = new(LoopbackPort.Free());
        await server._app.StartAsync();
        return server;
    }

    void IConnectionStanding.Known() => Known++;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
