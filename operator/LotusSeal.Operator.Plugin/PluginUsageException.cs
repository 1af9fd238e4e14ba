namespace LotusSeal.Operator.Plugin;

/// <summary>The command line is wrong; the message names what. Ends the program with code 2.</summary>
/// <param name="message">The line that the user reads.</param>
internal sealed class PluginUsageException(string message) : Exception(message);
