namespace LotusSeal.Operator.Plugin;

/// <summary>A command could not do what it was asked to; the message is the whole line that the user reads. Ends the program with code 1.</summary>
internal sealed class PluginException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PluginException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public PluginException(string message, Exception innerException) : base(message, innerException) { }
}
