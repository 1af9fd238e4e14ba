namespace LotusSeal.Operator.Mirror;

/// <summary>Something that was to be done at a miner or worker was not; the message names what, without a token.</summary>
public sealed class MirrorException : Exception
{
    /// <summary>Creates an error with its cause.</summary>
    public MirrorException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>Creates an error without a cause.</summary>
    public MirrorException(string message) : base(message) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public MirrorException() { }
}
