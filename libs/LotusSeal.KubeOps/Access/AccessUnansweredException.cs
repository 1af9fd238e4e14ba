namespace LotusSeal.KubeOps.Access;

/// <summary>
/// Nobody could say whether a token may do something. The message is for whoever sent it, who has proved nothing yet: it names no address and holds
/// none of the API server's words.
/// </summary>
public sealed class AccessUnansweredException : Exception
{
    /// <summary>Creates the exception.</summary>
    public AccessUnansweredException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public AccessUnansweredException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public AccessUnansweredException() { }
}
