using System.Text.Json;
using LotusSeal.Protocol.Tests.Recordings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>The HTTP side of one played party: plain Kestrel on loopback that logs each request and each answer.</summary>
/// <param name="own">Who answers.</param>
/// <param name="peer">Who asks.</param>
/// <param name="link">The link between them, as recordings name it.</param>
internal sealed class LoggedListener(Party own, Party peer, Link link) : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application = Build();

    public TrafficLog Log { get; } = new();

    /// <summary>Host and port.</summary>
    public string Address => new Uri(_application.Urls.First()).Authority;

    /// <summary>Listens on a free port; every request goes to the handler.</summary>
    public Task StartAsync(RequestDelegate handler)
    {
        _application.Run(handler);
        return _application.StartAsync();
    }

    /// <summary>Reads a request whole and logs it; the log's entry names the method of an RPC call.</summary>
    public async Task<Message> ReceiveAsync(HttpContext context, Func<string>? note = null)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        bool isRpc = context.Request.Path == "/rpc/v0" && body.Length > 0;
        string rpc = isRpc ? JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("method")
            .GetString()!.Replace("Filecoin.", "", StringComparison.Ordinal) : "";
        return Log.Add(new Message
        {
            Sequence = 0,
            Link = link,
            From = peer,
            Kind = MessageKind.HttpRequest,
            Method = context.Request.Method,
            Path = context.Request.Path + context.Request.QueryString.Value,
            Rpc = rpc,
            Headers = HttpHeaders.Of(context.Request.Headers),
            Body = body.ToArray(),
            Note = note?.Invoke() ?? "",
        });
    }

    /// <summary>Logs an answer and sends it; its headers are set already.</summary>
    public async Task RespondAsync(HttpContext context, Message request, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        Log.Add(new Message
        {
            Sequence = 0,
            Link = link,
            From = own,
            Kind = MessageKind.HttpResponse,
            ReplyTo = request.Sequence,
            Method = request.Method,
            Path = request.Path,
            Rpc = request.Rpc,
            Status = status,
            Headers = HttpHeaders.Of(context.Response.Headers),
            Body = body,
        });
        try
        {
            await context.Response.Body.WriteAsync(body);
        }
        catch (OperationCanceledException)
        {
            // The peer was killed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource deadline = new(StopLimit);
        try
        {
            await _application.StopAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // Open connections of a peer that was killed, or that does not close first, need not hold the test up.
        }

        await _application.DisposeAsync();
    }

    private static WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Listen(System.Net.IPAddress.Loopback, 0);
        });
        return builder.Build();
    }
}
