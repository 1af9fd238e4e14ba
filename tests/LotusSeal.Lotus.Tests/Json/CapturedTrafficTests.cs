using System.Text.Json;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Tests.Json;

/// <summary>Every body that a real miner and worker exchanged goes through our types and comes out the same.</summary>
public sealed class CapturedTrafficTests
{
    private static readonly Dictionary<string, RpcMethod> MinerMethods =
        RpcMethod.Of(typeof(IMinerApi)).Concat(RpcMethod.Of(typeof(IMinerAdminApi))).ToDictionary(method => method.WireName);

    private static readonly Dictionary<string, RpcMethod> WorkerMethods = RpcMethod.Of(typeof(IWorkerApi)).ToDictionary(method => method.WireName);

    public static TheoryData<string> Captures =>
        [.. Directory.GetFiles(Repository.RpcVector(), "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Captures))]
    public void Bodies_survive_our_types(string capture)
    {
        Dictionary<string, RpcMethod> open = [];
        int requests = 0, results = 0;
        foreach (string line in File.ReadLines(Repository.RpcVector(capture + ".jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement record = document.RootElement;
            if (!IsRpc(record, out string connection, out JsonElement message)) continue;
            string seq = record.GetProperty("seq").GetRawText();
            if (RpcRequest.Read(message) is { Method.Length: > 0 } request)
            {
                if (!(record.GetProperty("link").GetString() == "miner" ? MinerMethods : WorkerMethods)
                    .TryGetValue(request.Method, out RpcMethod? method))
                    continue;
                CheckParameters(method, request, $"{capture} {seq}");
                open[record.GetProperty("kind").GetString() == "ws-text" ? $"{connection} {request.Id}" : seq] = method;
                requests++;
            }
            else if (RpcResponse.Read(message) is { Error: null } response)
            {
                string key = record.TryGetProperty("reply_to", out JsonElement reply) ? reply.GetRawText() : $"{connection} {response.Id}";
                if (!open.TryGetValue(key, out RpcMethod? method)) continue;
                CheckResult(method, response.Result, $"{capture} {seq}");
                results++;
            }
        }

        Assert.True(requests > 5, $"{capture} has only {requests} requests");
        Assert.True(results > 5, $"{capture} has only {results} results");
    }

    [Fact]
    public void The_captures_cover_the_methods_of_a_worker()
    {
        HashSet<string> seen = [];
        foreach (string file in Directory.GetFiles(Repository.RpcVector(), "*.jsonl"))
        {
            foreach (string line in File.ReadLines(file))
            {
                using JsonDocument document = JsonDocument.Parse(line);
                if (IsRpc(document.RootElement, out _, out JsonElement message) && RpcRequest.Read(message) is { Method.Length: > 0 } request)
                    seen.Add(request.Method);
            }
        }

        // JobCancel is ours.
        string[] unseen = ["TaskEnable", "TaskDisable", "StorageLocal", "StorageDetachLocal", "StorageRedeclareLocal", "SetEnabled", "JobCancel"];
        Assert.Empty(WorkerMethods.Values.Where(method => !seen.Contains(method.WireName) && !unseen.Contains(method.Name))
            .Select(method => method.Name));
    }

    private static bool IsRpc(JsonElement record, out string connection, out JsonElement message)
    {
        connection = record.TryGetProperty("conn", out JsonElement conn) ? conn.GetRawText() : "";
        message = default;
        bool isRpc = record.TryGetProperty("kind", out JsonElement kind) && (kind.GetString() == "ws-text" || record.TryGetProperty("rpc", out _));
        if (!isRpc || !record.TryGetProperty("body", out JsonElement body) || body.GetString() is not { } text || !text.StartsWith('{')) return false;
        message = JsonDocument.Parse(text).RootElement;
        return true;
    }

    private static void CheckParameters(RpcMethod method, RpcRequest request, string where)
    {
        JsonElement[] values = request.Params.ValueKind == JsonValueKind.Array ? [.. request.Params.EnumerateArray()] : [];
        if (values.Length < method.Parameters.Count - method.OptionalParameters) return;
        Assert.True(values.Length <= method.Parameters.Count, where);
        for (int i = 0; i < values.Length; i++)
        {
            RpcParameter parameter = method.Parameters[i];
            Type type = parameter.IsReader ? typeof(PieceReaders.WireReader) : parameter.Type;
            object? value = parameter.IsReader ? values[i].Deserialize(type, LotusJson.Options) : parameter.Decode(values[i]);
            Same(values[i], LotusJson.Serialize(value, type), $"{where}: {method.Name} {parameter.Name}");
        }
    }

    private static void CheckResult(RpcMethod method, JsonElement result, string where)
    {
        if (method.ResultType is null)
        {
            Assert.True(result.ValueKind == JsonValueKind.Null, where);
            return;
        }

        object? value = result.Deserialize(method.ResultType, LotusJson.Options);
        Same(result, LotusJson.Serialize(value, method.ResultType), $"{where}: result of {method.Name}");
    }

    private static void Same(JsonElement expected, byte[] actual, string what)
    {
        using JsonDocument document = JsonDocument.Parse(actual);
        Assert.True(JsonElement.DeepEquals(expected, document.RootElement),
            $"{what}\nsent     {expected.GetRawText()}\nwritten  {document.RootElement.GetRawText()}");
    }
}
