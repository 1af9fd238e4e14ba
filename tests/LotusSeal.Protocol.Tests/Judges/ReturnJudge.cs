using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>
/// Compares what a task ended with. A successful result must be equal byte for byte: the sectors are sealed from the recorded miner, number,
/// ticket, seed and pieces. Only the paths inside a PreCommit1 output are replaced, and proofs are another each time, which ProofJudge verifies.
/// </summary>
internal sealed partial class ReturnJudge(Aliases recordedAliases, Aliases aliases)
{
    public IEnumerable<Difference> Compare(Exchange recorded, Exchange played)
    {
        if (recorded.Rpc != played.Rpc) return [new Difference("Return", recorded.Rpc, played.Rpc)];
        List<Difference> differences = [.. HeaderComparer.Compare(recorded.Request, played.Request)];
        IReadOnlyList<JsonElement> wanted = recorded.Parameters, seen = played.Parameters;
        if (wanted.Count != seen.Count)
            return [new Difference($"{recorded.Rpc} parameters", $"{wanted.Count}", $"{seen.Count} {played.Request.Text}")];
        JsonRule[] rules = [new("id", Treatment.Integer), new("meta", Treatment.Ignored), .. ErrorRules(wanted),
            .. ValueRules(recorded.Rpc, wanted[1])];
        differences.AddRange(JsonComparer.Compare(recorded.Call, played.Call, rules, recordedAliases, aliases));
        if (recorded.Rpc == "ReturnSealPreCommit1" && wanted[1].ValueKind == JsonValueKind.String && seen[1].ValueKind == JsonValueKind.String)
        {
            string output = CacheFolder().Replace(Decode(wanted[1]), "\"path\":\"<folder>"),
                other = CacheFolder().Replace(Decode(seen[1]), "\"path\":\"<folder>");
            if (output != other) differences.Add(new Difference("PreCommit1 output", output, other));
        }

        return differences.Select(difference => difference.Within(recorded.Rpc));
    }

    /// <summary>Codes decide what the miner does; texts are for people, except the one that announces a restart.</summary>
    private static IEnumerable<JsonRule> ErrorRules(IReadOnlyList<JsonElement> parameters)
    {
        const int Restarted = 101;
        JsonElement error = parameters[^1];
        return error.ValueKind == JsonValueKind.Object && error.GetProperty("Code").GetInt32() != Restarted
            ? [new JsonRule($"params/{parameters.Count - 1}/Message", Treatment.SameKind)]
            : [];
    }

    private static IEnumerable<JsonRule> ValueRules(string rpc, JsonElement value) =>
        rpc is "ReturnSealPreCommit1" or "ReturnSealCommit2" or "ReturnProveReplicaUpdate2" && value.ValueKind == JsonValueKind.String
            ? [new JsonRule("params/1", Treatment.SameKind)]
            : [];

    private static string Decode(JsonElement value) => Encoding.UTF8.GetString(value.GetBytesFromBase64());

    /// <summary>What stands before <c>/cache/s-t01000-1</c> in the paths of a PreCommit1 output.</summary>
    [GeneratedRegex("\"path\":\"[^\"]*(?=/cache/s-t0)")]
    private static partial Regex CacheFolder();
}
