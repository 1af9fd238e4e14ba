using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using LotusSeal.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A server with a status page of its own over one list of names, which a test changes while it is looked at.</summary>
internal sealed class GreetingServer : IAsyncDisposable
{
    public const string Path = "/greeting", Token = "the.right-token_1", OtherToken = "another.right-token", Title = "Greeting <&> \"page\"";
    private readonly WebApplication _app;

    private GreetingServer(int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        WebApplicationBuilder builder = BareServer.CreateBuilder(NullLoggerFactory.Instance);
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
        _app = builder.Build();
        new StatusPage(Title, typeof(GreetingServer).Assembly, "greeting.js").Map(_app);
        _app.Map(Path, (RequestDelegate)AnswerAsync);
    }

    public Uri Address { get; }

    public Uri Page => new(Address, "status");

    /// <summary>What the list has.</summary>
    public IReadOnlyList<string> Names { get; set; } = ["Ada", "Grace"];

    /// <summary>What is answered in place of the list.</summary>
    public (int Status, string Text)? Instead { get; set; }

    /// <summary>While it is there, an answer waits for it.</summary>
    public Task? Held { get; set; }

    /// <summary>The requests for the list: path with query, and the token.</summary>
    public ConcurrentQueue<(string Target, string Token)> Asked { get; } = [];

    public static async Task<GreetingServer> StartAsync(int? port = null)
    {
        GreetingServer server = new(port ?? LoopbackPort.Free());
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string token = context.Request.Headers.Authorization.ToString();
        Asked.Enqueue((context.Request.Path + context.Request.QueryString, token));
        if (Held is { } held) await held;
        if (token is not ("Bearer " + Token or "Bearer " + OtherToken)) context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else if (Instead is { } instead)
        {
            context.Response.StatusCode = instead.Status;
            await context.Response.WriteAsync(instead.Text);
        }
        else await context.Response.WriteAsync(JsonSerializer.Serialize(new { name = "<b>host</b>", names = Names }));
    }
}
