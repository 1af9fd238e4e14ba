namespace LotusSeal.Worker.Calls;

/// <summary>The call store cannot be read or written; the message names the file and what to do.</summary>
public sealed class CallStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CallStoreException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public CallStoreException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public CallStoreException() { }
}
