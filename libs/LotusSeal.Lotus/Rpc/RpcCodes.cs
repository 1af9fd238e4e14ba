namespace LotusSeal.Lotus.Rpc;

/// <summary>JSON-RPC error codes and the HTTP status they travel with (protocol spec 2.3).</summary>
public static class RpcCodes
{
    /// <summary>The method's code failed in a way it did not foresee; HTTP 500.</summary>
    public const int Panic = 0;

    /// <summary>The method answered with an error; HTTP 200.</summary>
    public const int MethodError = 1;

    /// <summary>Empty body or empty batch; HTTP 400.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>Unknown method, or a channel method over POST; HTTP 500.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>Wrong number of parameters; HTTP 500.</summary>
    public const int InvalidParams = -32602;

    /// <summary>Undecodable request or parameter; HTTP 500.</summary>
    public const int ParseError = -32700;

    /// <summary>The HTTP status of an answer with this error.</summary>
    public static int HttpStatus(int code) => code switch
    {
        InvalidRequest => 400,
        Panic or MethodNotFound or InvalidParams or ParseError => 500,
        _ => 200,
    };
}
