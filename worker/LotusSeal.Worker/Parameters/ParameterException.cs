namespace LotusSeal.Worker.Parameters;

/// <summary>A manifest is wrong, or a parameter file cannot be had; the message names the file and the reason.</summary>
public sealed class ParameterException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ParameterException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public ParameterException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Required by the framework's conventions; use the others.</summary>
    public ParameterException() { }
}
