using System.Net;

namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// A call that got no JSON-RPC answer: the connection failed, the deadline passed, or the answer was not one. Whether the method ran is unknown.
/// </summary>
public sealed class RpcTransportException : Exception
{
    /// <summary>Code that go-jsonrpc makes up for a connection that died (protocol spec 2.3).</summary>
    public const int ConnectionLostCode = -1111111;

    /// <summary>Creates an error with its cause.</summary>
    public RpcTransportException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>Creates an error without a cause.</summary>
    public RpcTransportException(string message) : base(message) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public RpcTransportException() { }

    /// <summary>The HTTP status that was not an answer, for example 401, or null.</summary>
    public HttpStatusCode? Status { get; init; }
}
