using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>Changed requests, also such as no text could hold: the server answers, and goes on serving.</summary>
public sealed class HostileMessageTests
{
    private static readonly string[] Samples =
    [
        """{"jsonrpc":"2.0","id":1,"method":"Filecoin.Sector","params":[{"ID":{"Miner":1000,"Number":9},"ProofType":5}],"meta":{"SpanContext":"AAA="}}""",
        """{"id":"a","method":"Filecoin.Read","params":[{"Type":"null","Info":"7"}]}""",
        """[{"id":1,"method":"Filecoin.Session"},{"id":null,"method":"Filecoin.Session"},{"id":2,"method":"xrpc.cancel","params":[1]}]""",
        """{"method":"xrpc.cancel","params":["\ud800"]}""",
    ];

    [Fact]
    public async Task Every_post_is_answered_as_json_rpc()
    {
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Admin);
        await new Fuzz(Samples) { Rounds = 1000 }.CheckAsync(async body =>
        {
            using ByteArrayContent content = new(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await http.PostAsync(Url(host, "http"), content);
            byte[] answer = await response.Content.ReadAsByteArrayAsync();
            Assert.True((int)response.StatusCode is 200 or 400 or 500);
            Assert.True((int)response.StatusCode == 200 || answer.Length > 0, "a refusal without a body is a slip of the server");
            if (answer.Length > 0) JsonDocument.Parse(answer).Dispose();
        });
    }

    [Fact]
    public async Task A_web_socket_survives_every_message()
    {
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));
        using ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {host.Admin}");
        await socket.ConnectAsync(Url(host, "ws"), TestContext.Current.CancellationToken);
        byte[] buffer = new byte[1 << 20];
        int asked = 0;
        await new Fuzz(Samples) { Rounds = 500 }.CheckAsync(async message =>
        {
            // As binary, because a text message of wrong UTF-8 ends a connection by the rules of WebSocket.
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
            string probe = $"probe {asked++}";
            await socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"id":"{{probe}}","method":"Filecoin.Session"}"""), WebSocketMessageType.Text, true,
                TestContext.Current.CancellationToken);
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
                Assert.True(part.MessageType == WebSocketMessageType.Text && part.EndOfMessage);
                using JsonDocument answer = JsonDocument.Parse(buffer.AsMemory(0, part.Count));
                if (answer.RootElement.GetProperty("id") is { ValueKind: JsonValueKind.String } id && id.GetString() == probe) return;
            }
        });
    }

    private static Uri Url(TestHost host, string scheme) => new UriBuilder(host.Url) { Scheme = scheme, Path = "/rpc/v0" }.Uri;
}
