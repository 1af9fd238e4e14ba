using System.Text;
using System.Text.Json;
using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Lotus.Tests.Json;

/// <summary>Changed forms of what a real miner and worker sent, and of texts that people write.</summary>
public sealed class HostileJsonTests
{
    private const int SamplesOfAMethod = 3;

    [Fact]
    public void Changed_parameters_and_results_are_read_or_refused()
    {
        Dictionary<string, RpcMethod> methods = new[] { typeof(IMinerApi), typeof(IMinerAdminApi), typeof(IWorkerApi) }
            .SelectMany(RpcMethod.Of).DistinctBy(method => method.WireName).ToDictionary(method => method.WireName);
        int types = 0;
        foreach ((RpcMethod method, List<string[]> calls) in CapturedCalls(methods))
        {
            for (int i = 0; i < method.Parameters.Count; i++)
            {
                string[] samples = [.. calls.Where(call => call.Length > i).Select(call => call[i])];
                if (samples.Length == 0) continue;
                RpcParameter parameter = method.Parameters[i];
                Type type = parameter.IsReader ? typeof(PieceReaders.WireReader) : parameter.Type;
                new Fuzz(samples) { Rounds = 200, MaxAllocation = 8 << 20 }.Check(json =>
                {
                    using JsonDocument document = JsonDocument.Parse(json);
                    object? value = parameter.IsReader ? document.RootElement.Deserialize(type, LotusJson.Options)
                        : parameter.Decode(document.RootElement);
                    LotusJson.Serialize(value, type);
                }, e => e is JsonException or RpcException);
                types++;
            }
        }

        Assert.True(types > 40, $"only {types} parameters were tried");
    }

    [Fact]
    public void Changed_wire_types_are_read_or_refused()
    {
        Check(new SectorCids(Cid.FromCommD(default), Cid.FromCommR(default)));
        Check(new PieceInfo(2048, Cid.FromCommD(default)));
        Check(new CallError(SealErrorCode.TempUnknown, "text"));
        Check(DateTimeOffset.UnixEpoch);
        Check(PathType.Storage);
        Check(new PoStProof(3, [1, 2, 3]));
    }

    [Fact]
    public void Changed_messages_are_read_or_refused() =>
        new Fuzz("""{"jsonrpc":"2.0","id":1,"method":"Filecoin.Version","params":[],"meta":{"SpanContext":"AAA="}}""",
            """{"jsonrpc":"2.0","id":"a","result":{"a":1}}""",
            """{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"no","data":null}}""",
            """[{"id":1,"method":"m"},{"id":null,"method":"n","params":{}}]""").Check<JsonException>(json =>
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement[] messages = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()]
                : [document.RootElement];
            foreach (JsonElement message in messages)
            {
                _ = RpcRequest.Read(message);
                _ = RpcResponse.Read(message);
            }
        });

    [Fact]
    public void Any_text_is_a_cid_or_refused() =>
        new Fuzz(Cid.FromCommD(default).ToString(), Cid.FromCommR(default).ToString()) { Rounds = 5000 }.CheckText<FormatException>(text =>
            Cid.Parse(text));

    [Fact]
    public void Any_text_is_an_address_or_refused()
    {
        string[] addresses = ["/ip4/10.0.0.5/tcp/2345/http", "/ip6/::1/tcp/2345/https", "/dns4/miner.example/tcp/443/wss", "/dns/a/tcp/1"];
        new Fuzz(addresses) { Rounds = 5000 }.CheckText<FormatException>(text => MultiAddress.Parse(text).ToUri());
        string[] infos = [.. addresses.Select(address => "eyJ.eyJ.abc:" + address), "eyJ.eyJ.abc:http://h:1/rpc/v0", "ws://[::1]:5/rpc/v0?token=a"];
        new Fuzz(infos) { Rounds = 5000 }.CheckText<FormatException>(text =>
        {
            ApiInfo info = ApiInfo.Parse(text);
            _ = info.ToRpcUrl();
            _ = info.ToHttp().ToString() + info.ToWebSocket();
        });
    }

    [Fact]
    public void No_changed_token_is_accepted()
    {
        JwtTokens tokens = new(new byte[32]);
        string token = tokens.Issue(PermissionNames.All);
        new Fuzz(token) { Rounds = 5000 }.CheckText<InvalidOperationException>(text => Assert.True(text == token || tokens.Verify(text) is null));
    }

    private static void Check<T>(T sample) =>
        new Fuzz(LotusJson.Serialize(sample)) { Rounds = 1000 }.Check<JsonException>(json => LotusJson.Serialize(LotusJson.Deserialize<T>(json)));

    private static Dictionary<RpcMethod, List<string[]>> CapturedCalls(Dictionary<string, RpcMethod> methods)
    {
        Dictionary<RpcMethod, List<string[]>> calls = [];
        foreach (string line in Directory.GetFiles(Repository.RpcVector(), "*.jsonl").SelectMany(File.ReadLines))
        {
            using JsonDocument record = JsonDocument.Parse(line);
            if (!record.RootElement.TryGetProperty("body", out JsonElement body) || body.ValueKind != JsonValueKind.String
                || !body.GetString()!.StartsWith('{')) continue;
            using JsonDocument message = JsonDocument.Parse(Encoding.UTF8.GetBytes(body.GetString()!));
            if (RpcRequest.Read(message.RootElement) is not { Method.Length: > 0 } request || !methods.TryGetValue(request.Method,
                out RpcMethod? method)) continue;
            if (request.Params.ValueKind != JsonValueKind.Array) continue;
            List<string[]> known = calls.TryGetValue(method, out List<string[]>? found) ? found : calls[method] = [];
            if (known.Count < SamplesOfAMethod) known.Add([.. request.Params.EnumerateArray().Select(value => value.GetRawText())]);
        }

        return calls;
    }
}
