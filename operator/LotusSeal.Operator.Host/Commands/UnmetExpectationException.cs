namespace LotusSeal.Operator.Host.Commands;

/// <summary>What a command was told to expect is not so.</summary>
internal sealed class UnmetExpectationException(string message) : Exception(message);
