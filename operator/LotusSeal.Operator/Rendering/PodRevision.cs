using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Rendering;

/// <summary>
/// The revision of a pod: a hash of what a user has set and pods are made from. What has its initial value does not count, and neither does what the
/// operator adds, so that another version of the operator replaces no pod unless <see cref="BuilderVersion"/> says that it has to.
/// </summary>
public static class PodRevision
{
    /// <summary>Raised on purpose when pods made by an earlier version must be replaced.</summary>
    public const int BuilderVersion = 1;

    private const int Digits = 10;

    /// <summary>Fields that running pods do not depend on.</summary>
    private static readonly string[][] Passing =
    [
        ["replicas"], ["suspend"], ["drain"], ["update"], ["network", "policy"], ["miner", "pollInterval"], ["miner", "requestTimeout"],
        ["storage", "sealing", "retain"], ["storage", "sealing", "claim", "size"], ["storage", "sealing", "weight"],
        ["storage", "sealing", "maxBytes"], ["pod", "terminationGracePeriodSeconds"],
    ];

    /// <summary>Initial values inside of parts that a specification need not have.</summary>
    private static readonly SealWorkerSpec Prototype = new()
    {
        Miner = new() { CaConfigMapRef = new() },
        Storage = new() { Sealing = new() { Claim = new(), HostPath = new(), EmptyDir = new() }, Parameters = Shared(), ParentCache = Shared() },
    };

    /// <summary>The revision.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="credentialHash">Hash of the token. It counts where a worker reads its token at the start only.</param>
    public static string Of(SealWorkerSpec spec, string? credentialHash) => HashOf(Inputs(spec, credentialHash));

    /// <summary>What is hashed, as JSON with sorted members.</summary>
    public static string Inputs(SealWorkerSpec spec, string? credentialHash)
    {
        ArgumentNullException.ThrowIfNull(spec);
        JsonObject given = ToJson(spec);
        foreach (string[] path in Passing) Remove(given, path);
        JsonObject inputs = WithoutInitial(given, ToJson(new SealWorkerSpec()), ToJson(Prototype)) as JsonObject ?? [];
        inputs["builderVersion"] = BuilderVersion;
        if (spec.Implementation == WorkerImplementation.Lotus) inputs["credentials"] = credentialHash;
        return Sorted(inputs)!.ToJsonString();
    }

    /// <summary>First ten hexadecimal digits of the SHA-256 of a text.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits];

    private static JsonObject ToJson(SealWorkerSpec spec) => JsonSerializer.SerializeToNode(spec, SealWorkerJson.Default.SealWorkerSpec)!.AsObject();

    private static void Remove(JsonObject members, ReadOnlySpan<string> path)
    {
        if (path.Length == 1) members.Remove(path[0]);
        else if (members[path[0]] is JsonObject inner) Remove(inner, path[1..]);
    }

    private static JsonNode? WithoutInitial(JsonNode? given, JsonNode? initial, JsonNode? prototype)
    {
        if (given is not JsonObject members) return JsonNode.DeepEquals(given, initial ?? prototype) ? null : given?.DeepClone();
        JsonObject kept = [];
        foreach ((string name, JsonNode? value) in members)
        {
            if (WithoutInitial(value, (initial as JsonObject)?[name], (prototype as JsonObject)?[name]) is { } different) kept[name] = different;
        }

        // A part that need not be there counts although all in it is initial: an emptyDir, for instance.
        return kept.Count == 0 && initial is JsonObject ? null : kept;
    }

    private static SharedStorage Shared() => new() { HostPath = new(), EmptyDir = new() };

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
