namespace LotusSeal.Lotus.Rpc;

/// <summary>Permissions of a token; there is no hierarchy on the wire (protocol spec 2.6).</summary>
[Flags]
public enum Permission
{
    None = 0,
    Read = 1,
    Write = 2,
    Sign = 4,
    Admin = 8,
}

/// <summary>
/// Marks an interface method as a JSON-RPC method: its wire name is <c>Filecoin.</c> plus the method's name without <c>Async</c>, its parameters
/// are the positional ones without the <see cref="CancellationToken"/>. One interface serves both sides: the server dispatches to an
/// implementation, the client is generated.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RpcMethodAttribute(Permission permission) : Attribute
{
    /// <summary>What the caller's token must contain.</summary>
    public Permission Permission { get; } = permission;

    /// <summary>How many trailing parameters an older caller may leave out (StorageBestAlloc, protocol spec 8.2).</summary>
    public int OptionalParameters { get; init; }
}

/// <summary>An error a method answers with: code 1 unless stated (protocol spec 2.3).</summary>
public sealed class RpcException : Exception
{
    /// <summary>Creates an error with the code of a method error.</summary>
    public RpcException(string message) : this(1, message) { }

    /// <summary>Creates an error.</summary>
    public RpcException(int code, string message) : base(message) => Code = code;

    /// <summary>Creates an error with the code of a method error and its cause.</summary>
    public RpcException(string message, Exception innerException) : base(message, innerException) => Code = 1;

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public RpcException() => Code = 1;

    /// <summary>The JSON-RPC error code.</summary>
    public int Code { get; }
}
