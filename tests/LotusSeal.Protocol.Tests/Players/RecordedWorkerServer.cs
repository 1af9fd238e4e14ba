using System.Text;
using System.Text.Json;
using LotusSeal.Protocol.Tests.Recordings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>A worker as the miner sees it: plain Kestrel that gives recorded answers and logs everything.</summary>
internal sealed class RecordedWorkerServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RecordedWorkerServer(WebApplication application, TrafficLog log)
    {
        _application = application;
        Log = log;
    }

    public TrafficLog Log { get; }

    public string Address => new Uri(_application.Urls.First()).Authority;

    /// <summary>The session of the worker; a restarted one has another.</summary>
    public Guid Session { get; set; } = Guid.NewGuid();

    /// <summary>Answers by method: the JSON text of the result.</summary>
    public Dictionary<string, string> Results { get; } = new(StringComparer.Ordinal)
    {
        ["Version"] = "67328",
        ["Paths"] = "[]",
        ["Enabled"] = "true"
    };

    /// <summary>Takes a task call: gets the call, returns the call id.</summary>
    public Func<Exchange, string>? TaskStarted { get; set; }

    /// <summary>Answers requests for files.</summary>
    public Func<Message, (int Status, string MediaType, byte[] Body)>? FileRequested { get; set; }

    public static async Task<RecordedWorkerServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Listen(System.Net.IPAddress.Loopback, 0);
        });
        WebApplication application = builder.Build();
        RecordedWorkerServer server = new(application, new TrafficLog());
        application.Run(server.HandleAsync);
        await application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(1));
        try
        {
            await _application.StopAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // The miner need not close its connections first.
        }

        await _application.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        bool isRpc = context.Request.Path == "/rpc/v0" && body.Length > 0;
        string rpc = isRpc ? JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("method")
            .GetString()!.Replace("Filecoin.", "", StringComparison.Ordinal) : "";
        Message request = Log.Add(new Message
        {
            Sequence = 0,
            Link = Link.Worker,
            From = Party.Miner,
            Kind = MessageKind.HttpRequest,
            Method = context.Request.Method,
            Path = context.Request.Path + context.Request.QueryString.Value,
            Rpc = rpc,
            Headers = HttpHeaders.Of(context.Request.Headers),
            Body = body.ToArray(),
        });
        (int status, string mediaType, byte[] answer) = isRpc ? (200, "application/json", Answer(new Exchange(request, null)))
            : FileRequested?.Invoke(request) ?? (500, "", []);
        context.Response.StatusCode = status;
        if (mediaType.Length > 0) context.Response.ContentType = mediaType;
        context.Response.ContentLength = answer.Length;
        Log.Add(request with
        {
            From = Party.Worker,
            Kind = MessageKind.HttpResponse,
            ReplyTo = request.Sequence,
            Status = status,
            Headers = HttpHeaders.Of(context.Response.Headers),
            Body = answer,
        });
        await context.Response.Body.WriteAsync(answer);
    }

    private byte[] Answer(Exchange call)
    {
        string? result = call.Rpc == "Session" ? $"\"{Session}\"" : Results.GetValueOrDefault(call.Rpc);
        if (result is null && Traffic.Tasks.ContainsKey(call.Rpc) && TaskStarted is not null)
        {
            JsonElement sector = call.Parameters[0];
            string id = sector.ValueKind == JsonValueKind.Object ? sector.GetProperty("ID").GetRawText() : "{\"Miner\":0,\"Number\":0}";
            result = $"{{\"Sector\":{id},\"ID\":\"{TaskStarted(call)}\"}}";
        }

        string text = result is not null
            ? $"{{\"id\":{call.Call.GetProperty("id").GetRawText()},\"jsonrpc\":\"2.0\",\"result\":{result}}}\n"
            : $"{{\"error\":{{\"code\":-32601,\"message\":\"method 'Filecoin.{call.Rpc}' not found\"}},\"id\":{call.Call.GetProperty("id").GetRawText()},\"jsonrpc\":\"2.0\"}}\n";
        return Encoding.UTF8.GetBytes(text);
    }
}
