using LotusSeal.Capture;

namespace LotusSeal.Protocol.Tests.Captures;

/// <summary>Finds recorded calls of the same kind: first in the recording at hand, then in the others.</summary>
internal static class Exemplars
{
    /// <summary>Further recordings that together hold every call of a real worker, the start and file transfers included.</summary>
    private static readonly string[] Others = ["connect-and-idle", "pledge", "kill-in-SealPreCommit1", "snapdeals-worker-store", "restart-and-stop", "hand-driven-2"];

    /// <summary>A recorded call of the same method; for a file request, of the same HTTP method and kind, with or without a token.</summary>
    public static Exchange? Find(Recording recording, Exchange call) =>
        Others.Select(Vectors.Load).Prepend(recording).SelectMany(other => other.Towards(Link.Miner)).FirstOrDefault(candidate => IsSameKind(candidate, call));

    private static bool IsSameKind(Exchange candidate, Exchange call) =>
        candidate.Rpc == call.Rpc && !candidate.Request.IsIncomplete && candidate.Request.Method == call.Request.Method
        && (call.Rpc.Length > 0
            || (Folder(candidate) == Folder(call) && candidate.Request.HeaderValue("Authorization") is null == call.Request.HeaderValue("Authorization") is null));

    private static string Folder(Exchange exchange) => string.Join('/', exchange.Request.Path.Split('/').Take(3));
}
