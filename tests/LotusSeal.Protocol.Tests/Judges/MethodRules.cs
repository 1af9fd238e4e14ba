using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>
/// The places of calls and answers that differ from run to run, by method. Whatever is not listed here must be equal after the aliases:
/// members, kinds, array lengths and values.
/// </summary>
internal static class MethodRules
{
    /// <summary>The number of a call is counted by its client; Go's tracing context is optional (protocol spec 2.2).</summary>
    private static readonly JsonRule[] EveryCall = [new("id", Treatment.Integer), new("meta", Treatment.Ignored)];

    private static readonly JsonRule[] EveryAnswer = [new("id", Treatment.Integer)];

    private static readonly Dictionary<string, JsonRule[]> Calls = new(StringComparer.Ordinal)
    {
        // Space of the disk.
        ["StorageAttach"] = [new("params/1/*", Treatment.Integer)],
        ["StorageReportHealth"] = [new("params/0", Treatment.SameKind), new("params/1/Stat/*", Treatment.Integer)],
        // Which sectors lie in a path at the start is not the same in each run.
        ["StorageDeclareSector"] = [new("params/0", Treatment.SameKind), new("params/1/*", Treatment.Integer), new("params/2", Treatment.Integer),
            new("params/3", Treatment.SameKind)],
        ["StorageDropSector"] = [new("params/0", Treatment.SameKind), new("params/1/*", Treatment.Integer), new("params/2", Treatment.Integer)],
        ["StorageFindSector"] = [new("params/0/*", Treatment.Integer), new("params/1", Treatment.Integer), new("params/2", Treatment.Integer),
            new("params/3", Treatment.SameKind)],
        ["StorageBestAlloc"] = [new("params/0", Treatment.Integer), new("params/2", Treatment.SameKind)],
        ["StorageInfo"] = [new("params/0", Treatment.SameKind)],
    };

    private static readonly Dictionary<string, JsonRule[]> Answers = new(StringComparer.Ordinal)
    {
        // Memory and processors of the machine; the table of resources is compared to the last number.
        ["Info"] =
        [
            new("result/Hostname", Treatment.SameKind),
            new("result/Resources/MemPhysical", Treatment.Integer),
            new("result/Resources/MemUsed", Treatment.Integer),
            new("result/Resources/MemSwap", Treatment.Integer),
            new("result/Resources/MemSwapUsed", Treatment.Integer),
            new("result/Resources/CPUs", Treatment.Integer),
            new("result/Resources/GPUs", Treatment.SameKind),
        ],
        // What our worker cannot do without parameters, and nothing else.
        ["TaskTypes"] = [.. MissingTasks.All.Select(task =>
            new JsonRule($"result/{task.Replace("/", "~1", StringComparison.Ordinal)}", Treatment.Ignored))],
        // Go walks a map.
        ["Paths"] = [new("result", Treatment.Unordered)],
        // A proof is another each time; ProofJudge verifies it.
        ["GenerateWindowPoSt"] = [new("result/PoStProofs/ProofBytes", Treatment.SameKind)],
        ["/remote/stat"] = [new("*", Treatment.Integer)],
    };

    /// <summary>Rules for the body of a call.</summary>
    public static IReadOnlyList<JsonRule> ForCall(string rpc) => [.. EveryCall, .. Calls.GetValueOrDefault(rpc, [])];

    /// <summary>Rules for the body of an answer.</summary>
    public static IReadOnlyList<JsonRule> ForAnswer(string rpc) => [.. EveryAnswer, .. Answers.GetValueOrDefault(rpc, [])];
}
