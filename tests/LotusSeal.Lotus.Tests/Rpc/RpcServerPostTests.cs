using System.Net;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Tests.Rpc;

/// <summary>Answers over POST, against what a running Lotus was seen to answer (protocol spec 2.3).</summary>
public sealed class RpcServerPostTests : IAsyncLifetime
{
    private const string SessionResult = "\"result\":\"0b1f6b0e-8a53-4d0c-9b0e-1f2a3b4c5d6e\"}\n";
    private readonly SampleApi _api = new();
    private TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(server => server.Serve<ISampleApi>(_api));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("1", "1")]
    [InlineData("\"abc\"", "\"abc\"")]
    [InlineData("1.5", "1.5")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("-3", "-3")]
    public async Task An_id_comes_back_as_a_double_or_string(string sent, string received)
    {
        (int status, string body) = await _host.PostAsync($$"""{"jsonrpc":"2.0","id":{{sent}},"method":"Filecoin.Session","params":[]}""");
        Assert.Equal(200, status);
        Assert.Equal($"{{\"id\":{received},\"jsonrpc\":\"2.0\",{SessionResult}", body);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"Filecoin.Session"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"Filecoin.Session","params":null}""")]
    [InlineData("""{"id":1,"method":"Filecoin.Session","params":[]}""")]
    [InlineData("""{"ID":1,"Method":"Filecoin.Session","Params":[],"meta":{"SpanContext":"AAAB"}}""")]
    [InlineData(" \n{\"id\":1,\"method\":\"Filecoin.Session\"} xx")]
    public async Task Absent_params_and_trailing_text_do_no_harm(string request)
    {
        (int status, string body) = await _host.PostAsync(request);
        Assert.Equal(200, status);
        Assert.Equal("{\"id\":1,\"jsonrpc\":\"2.0\"," + SessionResult, body);
    }

    [Theory]
    [InlineData("NoSuch", "[]", 500, -32601, "method 'Filecoin.NoSuch' not found")]
    [InlineData("StorageInfo", "[]", 500, -32602, "wrong param count (method 'Filecoin.StorageInfo'): 0 != 1")]
    [InlineData("StorageInfo", "[\"a\",\"b\"]", 500, -32602, "wrong param count (method 'Filecoin.StorageInfo'): 2 != 1")]
    [InlineData("Optional", "[]", 500, -32602, "wrong param count (method 'Filecoin.Optional'): 0 != 2")]
    [InlineData("Session", "{}", 500, -32700, "unmarshaling param array: json: cannot unmarshal object into Go value of type []jsonrpc.param")]
    [InlineData("Count", "[3]", 500, -32601, "method 'Filecoin.Count' not supported in this mode (no out channel support)")]
    [InlineData("Fail", "[\"rpc\"]", 200, 1, "worker disabled")]
    [InlineData("Fail", "[\"code\"]", 200, 7, "out of gas")]
    [InlineData("Fail", "[\"io\"]", 200, 1, "disk \\u003cfull\\u003e \\u0026 \\\"gone\\\"")]
    [InlineData("Fail", "[\"slip\"]", 500, 0, "panic in rpc method 'Filecoin.Fail': InvalidCastException: slip")]
    [InlineData("Keep", "[{\"Type\":\"bogus\",\"Info\":\"1016\"}]", 500, -32700,
        "decoding params for 'Filecoin.Keep' (param: 0; custom decoder): parsing reader UUDD: invalid UUID length: 4")]
    public async Task Errors_have_the_code_text_and_status_of_lotus(string method, string parameters, int status, int code, string message)
    {
        (int actualStatus, string body) = await _host.PostAsync(
            $$"""{"jsonrpc":"2.0","id":1,"method":"Filecoin.{{method}}","params":{{parameters}}}""");
        Assert.Equal("{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"},\"id\":1,\"jsonrpc\":\"2.0\"}\n", body);
        Assert.Equal(status, actualStatus);
    }

    [Theory]
    [InlineData("hello", 500, -32700, "Parse error")]
    [InlineData("5", 500, -32700, "Parse error")]
    [InlineData("{\"id\":1,", 500, -32700, "Parse error")]
    [InlineData("[1]", 500, -32700, "Parse error")]
    [InlineData("", 400, -32600, "Invalid request")]
    [InlineData(" \n", 400, -32600, "Invalid request")]
    [InlineData("[]", 400, -32600, "Invalid request")]
    [InlineData("{\"id\":{},\"method\":\"Filecoin.Session\"}", 500, -32700, "failed to parse ID: invalid id type: map[string]interface {}")]
    public async Task What_is_no_request_is_answered_without_id(string request, int status, int code, string message)
    {
        (int actualStatus, string body) = await _host.PostAsync(request);
        Assert.Equal("{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"},\"id\":null,\"jsonrpc\":\"2.0\"}\n", body);
        Assert.Equal(status, actualStatus);
    }

    [Theory]
    [InlineData("StorageInfo", "[5]", "(param: id)")]
    [InlineData("Sector", "[{\"ID\":{\"Miner\":-1,\"Number\":9},\"ProofType\":5},null]", "(param: sector)")]
    [InlineData("Sector", "[null,null]", "sector must not be null")]
    [InlineData("Sector", "[{\"ID\":{\"Miner\":1,\"Number\":9},\"ProofType\":5},[null]]", "pieces contains null")]
    [InlineData("Sector", "[{\"ID\":{\"Miner\":1,\"Number\":9},\"ProofType\":5},[{\"Size\":1,\"PieceCID\":\"baga\"}]]", "(param: pieces)")]
    [InlineData("Optional", "[1,18446744073709551616]", "(param: second)")]
    public async Task A_parameter_of_a_wrong_shape_is_named(string method, string parameters, string expected)
    {
        (int status, string body) = await _host.PostAsync($$"""{"jsonrpc":"2.0","id":1,"method":"Filecoin.{{method}}","params":{{parameters}}}""");
        Assert.Equal(500, status);
        Assert.Contains("\"code\":-32700", body, StringComparison.Ordinal);
        Assert.Contains($"unmarshaling params for 'Filecoin.{method}'", body, StringComparison.Ordinal);
        Assert.Contains(expected, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sector", "[{\"id\":{\"miner\":1000,\"number\":9},\"prooftype\":5,\"New\":[1]},null]", "\"s-t01000-9 5 -1\"")]
    [InlineData("Optional", "[4]", "40")]
    [InlineData("Optional", "[4,null]", "40")]
    [InlineData("StorageInfo", "[null]", "\"\"")]
    [InlineData("Nothing", "[]", "null")]
    public async Task Parameters_are_read_as_go_reads_them(string method, string parameters, string result)
    {
        (int status, string body) = await _host.PostAsync($$"""{"jsonrpc":"2.0","id":1,"method":"Filecoin.{{method}}","params":{{parameters}}}""");
        Assert.Equal($"{{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":{result}}}\n", body);
        Assert.Equal(200, status);
    }

    [Fact]
    public async Task A_batch_is_answered_in_order_without_its_notifications()
    {
        (int status, string body) = await _host.PostAsync(
            """[{"id":1,"method":"Filecoin.Session"},{"id":1,"method":"Filecoin.NoSuch"},{"method":"Filecoin.Session"}]""");
        Assert.Equal(200, status);
        Assert.Equal(
            "[{\"id\":1,\"jsonrpc\":\"2.0\"," + SessionResult
            + ",{\"error\":{\"code\":-32601,\"message\":\"method 'Filecoin.NoSuch' not found\"},\"id\":1,\"jsonrpc\":\"2.0\"}\n]",
            body);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"Filecoin.Session","params":[]}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"Filecoin.Fail","params":["rpc"]}""")]
    public async Task A_notification_gets_an_empty_answer(string request)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, "/rpc/v0") { Content = new StringContent(request) };
        message.Headers.Authorization = new("Bearer", _host.Admin);
        using HttpResponseMessage response = await _host.Http.SendAsync(message);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, response.Content.Headers.ContentLength);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_get_serves_as_probe()
    {
        using HttpResponseMessage response = await _host.Http.GetAsync("/rpc/v0");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("{\"error\":{\"code\":-32600,\"message\":\"Invalid request\"},\"id\":null,\"jsonrpc\":\"2.0\"}\n",
            await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Without_a_token_only_reading_is_allowed()
    {
        (int status, string body) = await _host.PostAsync("""{"id":1,"method":"Filecoin.Session"}""", "");
        Assert.Equal((200, "{\"id\":1,\"jsonrpc\":\"2.0\"," + SessionResult), (status, body));
        (status, body) = await _host.PostAsync("""{"id":1,"method":"Filecoin.StorageInfo","params":["x"]}""", "");
        Assert.Equal(200, status);
        Assert.Equal("{\"error\":{\"code\":1,\"message\":\"missing permission to invoke 'StorageInfo' (need 'admin')\"},\"id\":1,\"jsonrpc\":\"2.0\"}\n", body);
    }

    [Fact]
    public async Task There_is_no_hierarchy_of_permissions()
    {
        (_, string body) = await _host.PostAsync("""{"id":1,"method":"Filecoin.Session"}""", _host.Tokens.Issue(Permission.Admin));
        Assert.Contains("missing permission to invoke 'Session' (need 'read')", body, StringComparison.Ordinal);
        (_, body) = await _host.PostAsync(
            """{"id":1,"method":"Filecoin.Nothing"}""", _host.Tokens.Issue(Permission.Read | Permission.Write | Permission.Sign));
        Assert.Contains("missing permission to invoke 'Nothing' (need 'admin')", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer abc.def.ghi")]
    [InlineData("Bearer x")]
    [InlineData("Basic abc")]
    public async Task A_bad_token_is_401_with_empty_body(string header)
    {
        using HttpRequestMessage message = new(HttpMethod.Post,
            "/rpc/v0")
        { Content = new StringContent("""{"id":1,"method":"Filecoin.Session"}""") };
        message.Headers.TryAddWithoutValidation("Authorization", header);
        using HttpResponseMessage response = await _host.Http.SendAsync(message);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_token_may_come_as_query_value_but_not_bare_in_the_header()
    {
        using HttpResponseMessage query = await _host.Http.PostAsync(
            $"/rpc/v0?token={_host.Admin}", new StringContent("""{"id":1,"method":"Filecoin.Nothing"}"""));
        Assert.Equal("{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":null}\n", await query.Content.ReadAsStringAsync());
        using HttpRequestMessage bare = new(HttpMethod.Post, "/rpc/v0") { Content = new StringContent("{}") };
        bare.Headers.TryAddWithoutValidation("Authorization", _host.Admin);
        using HttpResponseMessage response = await _host.Http.SendAsync(bare);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
