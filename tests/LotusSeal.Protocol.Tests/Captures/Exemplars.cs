using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Captures;

/// <summary>Finds recorded calls of the same kind: first in the recording at hand, then in the others.</summary>
internal static class Exemplars
{
    /// <summary>Further recordings that together hold every call of a real worker, the start and file transfers included.</summary>
    private static readonly string[] Others = ["connect-and-idle", "pledge", "kill-in-SealPreCommit1", "snapdeals-worker-store",
        "restart-and-stop", "hand-driven-2", "pledge-worker-store"];

    /// <summary>A recorded call of the same method; for a file request, of the same HTTP method and kind, with or without a token.</summary>
    public static (Exchange Call, Recording Recording)? Find(Recording recording, Exchange call)
    {
        foreach (Recording other in Others.Select(Vectors.Load).Prepend(recording))
        {
            if (other.Towards(Link.Miner).FirstOrDefault(candidate => IsSameKind(candidate, call)) is { } found) return (found, other);
        }

        return null;
    }

    private static bool IsSameKind(Exchange candidate, Exchange call) =>
        candidate.Rpc == call.Rpc && !candidate.Request.IsIncomplete && candidate.Request.Method == call.Request.Method
        && (call.Rpc.Length > 0
            ? call.Rpc != "StorageAttach" || PathKind(candidate) == PathKind(call)
            : (Folder(candidate) == Folder(call)
                && candidate.Request.HeaderValue("Authorization") is null == call.Request.HeaderValue("Authorization") is null));

    private static (bool, bool) PathKind(Exchange attach) =>
        (attach.Parameters[0].GetProperty("CanSeal").GetBoolean(), attach.Parameters[0].GetProperty("CanStore").GetBoolean());

    private static string Folder(Exchange exchange) => string.Join('/', exchange.Request.Path.Split('/').Take(3));
}
