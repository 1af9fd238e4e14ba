using System.Net;

namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// Answers of a miner that can be told apart by their text alone, since every error of a method has the code 1 (protocol spec 2.3). These texts are
/// part of the wire contract; no other place may look into an error's text.
/// </summary>
public static class MinerErrorTexts
{
    /// <summary>Answer of StorageBestAlloc when no path takes a file (protocol spec 5.4).</summary>
    public const string NoGoodPath = "no good path found";

    private const string MissingPermission = "missing permission to invoke";

    private const string TooBig = "request bigger than maximum";

    // Lotus has two texts for the same refusal.
    private const string HasResponse = "already has a response", Reported = "already reported";

    /// <summary>True when a token lacks the permission that a method needs (protocol spec 2.6).</summary>
    public static bool IsMissingPermission(RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Message.Contains(MissingPermission, StringComparison.Ordinal);
    }

    /// <summary>
    /// True when a request was refused for its size: by the miner (protocol spec 2.2), or by a proxy before it. To send it again is in vain.
    /// </summary>
    public static bool IsRequestTooLarge(Exception error) => error is RpcTransportException { Status: HttpStatusCode.RequestEntityTooLarge }
        || error is RpcException { Code: RpcCodes.ParseError } refused && refused.Message.Contains(TooBig, StringComparison.Ordinal);

    /// <summary>True when StorageBestAlloc found no path (protocol spec 5.4).</summary>
    public static bool IsNoGoodPath(RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Message.Contains(NoGoodPath, StringComparison.Ordinal);
    }

    /// <summary>True when the miner refuses a Return because it has the call's result already (protocol spec 4.6, W8).</summary>
    public static bool IsResultKnown(RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Message.Contains(HasResponse, StringComparison.OrdinalIgnoreCase)
            || error.Message.Contains(Reported, StringComparison.OrdinalIgnoreCase);
    }
}
