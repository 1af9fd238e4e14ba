namespace LotusSeal.Operator.Plugin.Tests.Support;

/// <summary>How a command ended.</summary>
internal sealed record Ran(int Code, string Output, string Error)
{
    /// <summary>For the message of a failure.</summary>
    public override string ToString() => $"exit code {Code}\n{Output}\n{Error}";
}
