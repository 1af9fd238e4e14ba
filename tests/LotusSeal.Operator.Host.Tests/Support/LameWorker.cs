using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LotusSeal.Operator.Host.Tests.Support;

/// <summary>A double of an idle worker that has retired a GPU: this machine has none.</summary>
internal sealed class LameWorker : IAsyncDisposable
{
    private const string Gpus = """{"Gpus":[{"Gpu":"GPU-1","Name":"x","PciAddress":"x","Tasks":[],"Retired":"Xid 79: it has fallen off the bus","Xid":[]}]}""";

    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public LameWorker()
    {
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; } = LoopbackPort.Free();

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                byte[] body = Encoding.UTF8.GetBytes(await AnswerAsync(context.Request));
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The test is over, or the operator hung up.
        }
    }

    private static async Task<string> AnswerAsync(HttpListenerRequest request)
    {
        if (request.HttpMethod == "GET") return request.RawUrl == "/gpus" ? Gpus : """{"Jobs":[]}""";
        JsonNode question = JsonNode.Parse(await new StreamReader(request.InputStream).ReadToEndAsync())!;
        string result = question["method"]!.GetValue<string>() == "Filecoin.Enabled" ? "true" : """{"seal/v0/precommit/2":{}}""";
        return $$"""{"jsonrpc":"2.0","id":{{question["id"]!.ToJsonString()}},"result":{{result}}}""";
    }
}
