using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Worker.Calls;

/// <summary>What errors of the miner mean that have no code of their own: their texts are all that the wire has.</summary>
internal static class MinerErrors
{
    /// <summary>The two answers to a second Return for one call (protocol spec 4.6, 10.1 W8).</summary>
    private static readonly string[] ResultKnown = ["already has a response", "already reported"];

    /// <summary>The miner has a result of the call, so this one need not be sent again.</summary>
    public static bool HasResult(RpcException error) =>
        ResultKnown.Any(text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
