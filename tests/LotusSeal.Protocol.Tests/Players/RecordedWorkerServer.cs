using System.Text;
using System.Text.Json;
using LotusSeal.Protocol.Tests.Recordings;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>A worker as the miner sees it: plain Kestrel that gives recorded answers and logs everything.</summary>
internal sealed class RecordedWorkerServer : IAsyncDisposable
{
    private readonly LoggedListener _listener = new(Party.Worker, Party.Miner, Link.Worker);

    private RecordedWorkerServer() { }

    public TrafficLog Log => _listener.Log;

    public string Address => _listener.Address;

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
        RecordedWorkerServer server = new();
        await server._listener.StartAsync(server.HandleAsync);
        return server;
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Message request = await _listener.ReceiveAsync(context);
        (int status, string mediaType, byte[] answer) = request.Rpc.Length > 0 ? (200, "application/json", Answer(new Exchange(request, null)))
            : FileRequested?.Invoke(request) ?? (500, "", []);
        if (mediaType.Length > 0) context.Response.ContentType = mediaType;
        context.Response.ContentLength = answer.Length;
        await _listener.RespondAsync(context, request, status, answer);
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
