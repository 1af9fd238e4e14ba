using System.Net;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Api;

/// <summary>What to tell a person whose token a peer does not take: where it comes from and how to get a good one; never the token itself.</summary>
public static class TokenAdvice
{
    /// <summary>Prints a variable with an admin token, on the miner's machine.</summary>
    public const string MinerCommand = "lotus-miner auth api-info --perm admin";

    /// <summary>The words for a call that a miner refused because of its token; null when the error has another reason.</summary>
    public static string? ForMiner(ApiInfo miner, Exception error)
    {
        ArgumentNullException.ThrowIfNull(miner);
        string? problem = Problem(miner, error, "the miner");
        if (problem is null) return null;
        return IsFile(miner)
            ? $"{problem}. A miner writes its token at its start: see that this is the repository of the miner at {miner}, restart lotus-miner, "
                + $"or set {MinerLocator.Variable} to what '{MinerCommand}' prints on the miner"
            : $"{problem}. Set {miner.TokenSource ?? MinerLocator.Variable} to what '{MinerCommand}' prints on the miner";
    }

    /// <summary>The words for a call that a worker refused because of its token; null when the error has another reason.</summary>
    public static string? ForWorker(ApiInfo worker, Exception error)
    {
        ArgumentNullException.ThrowIfNull(worker);
        string? problem = Problem(worker, error, "the worker");
        if (problem is null) return null;
        return IsFile(worker)
            ? $"{problem}. A worker writes its token at its start: see that --worker-repo is the repository of the worker at {worker}"
            : $"{problem}. Use the token in the file 'token' of the worker's repository, or one of its miner for admin: '{MinerCommand}'";
    }

    private static string? Problem(ApiInfo peer, Exception error, string who) => error switch
    {
        RpcTransportException { Status: HttpStatusCode.Unauthorized } when peer.Token is not null =>
            $"{who} refuses the token of {Source(peer)}: it is another one's, or the secret that it was made with was changed",
        RpcTransportException { Status: HttpStatusCode.Unauthorized } => $"{who} wants a token and there is none in {Source(peer)}",
        RpcException refused when MinerErrorTexts.IsMissingPermission(refused) => peer.Token is null
            ? $"{refused.Message}: there is no token in {Source(peer)}"
            : $"{refused.Message}: the token of {Source(peer)} does not have it",
        _ => null,
    };

    private static string Source(ApiInfo peer) => peer.TokenSource ?? "this call";

    private static bool IsFile(ApiInfo peer) => peer.TokenSource is { } source && Path.IsPathRooted(source);
}
