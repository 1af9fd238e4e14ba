namespace LotusSeal.Hosting;

/// <summary>The command line or an environment variable is wrong; the message names the flag. Ends the program with code 2.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Creates the exception.</summary>
    public UsageException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public UsageException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public UsageException() { }
}
