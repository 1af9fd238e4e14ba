using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>Says in plain and steady words what went wrong with a question.</summary>
internal static class FaultReader
{
    /// <summary>The fault of a call that got no answer of the protocol.</summary>
    /// <param name="error">What the client says.</param>
    /// <param name="method">The question.</param>
    /// <param name="address">The miner.</param>
    public static MinerFault Read(RpcTransportException error, string method, string address)
    {
        if (error.Status == HttpStatusCode.Unauthorized) return new MinerFault(CredentialKind.Rejected, "the miner refuses the token", error);
        if (error.Status is { } status)
            return Dial($"{address} answers {method} with HTTP status {(int)status}, as a proxy does or a miner that breaks", error);
        return Cause<HttpRequestException>(error) is { } broken ? Read(broken, error, method, address)
            : Cause<OperationCanceledException>(error) is not null ? TimedOut(method, address, error)
            : Cause<IOException>(error) is not null ? Dial($"{address} ends the connection before it has answered {method}", error)
            : new MinerFault(MinerProblemKind.VersionMismatch, $"what {address} answers to {method} is no answer of a miner that we know", error);
    }

    /// <summary>The fault of a call that had its time.</summary>
    public static MinerFault TimedOut(string method, string address, Exception? error = null) =>
        new(MinerProblemKind.TimedOut, $"{address} does not answer {method} in time", error);

    /// <summary>The fault of a call that the miner answered with an error of its own.</summary>
    public static MinerFault Read(RpcException error, string method, string address)
    {
        if (MinerErrorTexts.IsMissingPermission(error))
            return new MinerFault(CredentialKind.NotAdmin, "the token has no admin permission", error);
        return error.Code is RpcCodes.MethodNotFound or RpcCodes.InvalidParams
            ? new MinerFault(MinerProblemKind.VersionMismatch, $"{address} has no method {method} as we know it", error)
            : Dial($"the miner at {address} answers {method} with an error of its own", error);
    }

    private static MinerFault Read(HttpRequestException broken, RpcTransportException error, string method, string address) =>
        broken.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Dial($"the name in {address} cannot be resolved", error),
            HttpRequestError.ConnectionError when Cause<SocketException>(broken) is { SocketErrorCode: var code } =>
                Dial(code == SocketError.ConnectionRefused ? $"nobody listens at {address}" : $"{address} cannot be reached: {code}", error),
            HttpRequestError.ConnectionError => Dial($"{address} cannot be reached", error),
            HttpRequestError.SecureConnectionError => Dial($"the certificate or TLS of {address} is not accepted"
                + (Cause<AuthenticationException>(broken) is { } tls ? $": {tls.Message}" : ""), error),
            HttpRequestError.InvalidResponse => new MinerFault(MinerProblemKind.VersionMismatch, $"what is at {address} speaks no HTTP", error),
            _ => Dial($"{address} ends the connection before it has answered {method}", error),
        };

    private static MinerFault Dial(string message, Exception error) => new(MinerProblemKind.DialFailed, message, error);

    private static T? Cause<T>(Exception error) where T : Exception
    {
        for (Exception? each = error.InnerException; each is not null; each = each.InnerException)
        {
            if (each is T found) return found;
        }

        return null;
    }
}
