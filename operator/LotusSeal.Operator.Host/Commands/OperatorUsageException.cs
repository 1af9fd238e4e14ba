namespace LotusSeal.Operator.Host.Commands;

/// <summary>The command line makes no sense; the message is one line for the user.</summary>
internal sealed class OperatorUsageException(string message) : Exception(message);
