namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// Thrown by a method that is not going to answer: the connection is closed instead. A miner whose call for a proof of spacetime is lost so asks
/// another worker, while any error that is told is the last word (post.md 8.1).
/// </summary>
public sealed class RpcUnansweredException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public RpcUnansweredException(string message) : base(message) { }

    /// <summary>Required by the framework's conventions; use the first.</summary>
    public RpcUnansweredException() { }

    /// <summary>Required by the framework's conventions; use the first.</summary>
    public RpcUnansweredException(string message, Exception innerException) : base(message, innerException) { }
}
