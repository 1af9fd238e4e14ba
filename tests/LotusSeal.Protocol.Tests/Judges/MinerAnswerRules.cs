using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>The places of a miner's answers that differ from run to run.</summary>
internal static class MinerAnswerRules
{
    /// <summary>Rules for the answer to a recorded call.</summary>
    public static IReadOnlyList<JsonRule> For(Exchange recorded) =>
    [
        new JsonRule("id", Treatment.Integer),
        .. recorded.Rpc switch
        {
            // The program's own name and version; ours has no blocks.
            "Version" => [new JsonRule("result/Version", Treatment.SameKind), new JsonRule("result/BlockDelay", Treatment.Integer),
                new JsonRule("result/Agent", Treatment.SameKind)],
            // The order among paths of equal weight depends on their free space; the space is reported and not fixed. Weights and kinds are compared.
            "StorageBestAlloc" or "StorageFindSector" => [new JsonRule("result", Treatment.Unordered)],
            // What lies where follows from all that happened before the recording; the form of the lists is compared by itself.
            "StorageList" => [new JsonRule("result", Treatment.FewerMembers), new JsonRule("result/*", Treatment.SameKind)],
            // The reason is worded by the JWT library.
            "AuthVerify" => [new JsonRule("error/message", Treatment.SameKind)],
            _ => (JsonRule[])[],
        },
    ];
}
