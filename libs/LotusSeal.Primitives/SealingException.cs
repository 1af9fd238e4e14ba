namespace LotusSeal.Primitives;

/// <summary>Bad input or bad data: the message names the file or field and says what is wrong with it.</summary>
public sealed class SealingException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SealingException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public SealingException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public SealingException() { }
}
