using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Status;

/// <summary>Another miner answers than before: the words of the condition, in which a person's tool finds both again.</summary>
/// <param name="Before">The actor that the pool worked for.</param>
/// <param name="Now">The actor that answers.</param>
public sealed record MinerChange(string Before, string Now)
{
    private const string Prefix = "miner ", Middle = " answers where ", Suffix = " did before; ";

    /// <summary>The condition's message.</summary>
    public string Message => $"{Prefix}{Now}{Middle}{Before}{Suffix}nothing is done until the annotation {PoolAnnotations.ConfirmMiner} has the value {Now}";

    /// <summary>Reads a message; null when it is another one.</summary>
    public static MinerChange? TryRead(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        int middle = message.IndexOf(Middle, StringComparison.Ordinal), end = message.IndexOf(Suffix, StringComparison.Ordinal);
        if (!message.StartsWith(Prefix, StringComparison.Ordinal) || middle < Prefix.Length || end < middle + Middle.Length) return null;
        MinerChange change = new(message[(middle + Middle.Length)..end], message[Prefix.Length..middle]);
        return change.Message == message ? change : null;
    }
}
