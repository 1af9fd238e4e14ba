using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>Whatever arrives, the server answers with JSON-RPC and goes on serving.</summary>
public sealed class RpcFuzzTests : IAsyncLifetime
{
    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ",", ":", "\"id\"", "\"method\"", "\"params\"", "\"Filecoin.Sector\"", "\"Filecoin.Read\"",
            "\"Filecoin.Session\"", "null",
        "1", "-1e400", "true", "\"\\ud800\"", "{\"ID\":{\"Miner\":1,\"Number\":9},\"ProofType\":5}", "{\"Type\":\"null\",\"Info\":\"7\"}",
        "\"xrpc.cancel\"", "\"jsonrpc\":\"2.0\"", " ", "\"", "\\", "\u0000", "[[[[", "{\"id\":1,\"method\":\"Filecoin.Sector\",\"params\":[", "]}",
    ];

    private TestHost _host = null!;

    public static Arbitrary<string> Bodies => Gen.Elements(Fragments).ArrayOf().Select(string.Concat).ToArbitrary();

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(new SampleApi()));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Any_body_is_answered()
    {
        foreach (string body in Bodies.Generator.Sample(400, 20)) await CheckAsync(body);
    }

    [Fact]
    public async Task Any_parameter_is_answered()
    {
        foreach (string body in Bodies.Generator.Sample(400, 6))
            await CheckAsync($$"""{"id":1,"method":"Filecoin.Sector","params":[{{body}}]}""");
    }

    private async Task CheckAsync(string body)
    {
        (int status, string answer) = await _host.PostAsync(body);
        Assert.True(status is 200 or 400 or 500, $"{status} for {body}");
        if (answer.Length == 0) return;
        using JsonDocument document = JsonDocument.Parse(answer);
        if (document.RootElement.ValueKind == JsonValueKind.Array) return;
        Assert.Equal("2.0", document.RootElement.GetProperty("jsonrpc").GetString());
        Assert.NotEqual(document.RootElement.TryGetProperty("result", out _), document.RootElement.TryGetProperty("error", out JsonElement error));
        if (error.ValueKind == JsonValueKind.Object)
            Assert.True(error.GetProperty("code").GetInt32() != 0, $"the server slipped on {body}: {answer}");
    }
}
