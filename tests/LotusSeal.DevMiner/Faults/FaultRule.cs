namespace LotusSeal.DevMiner.Faults;

/// <summary>What goes wrong with a call.</summary>
public enum FaultKind
{
    /// <summary>The connection is cut and the method does not run.</summary>
    Drop,

    /// <summary>The method runs, its answer is lost with the connection.</summary>
    LoseReply,

    /// <summary>The method answers with an error.</summary>
    Error,

    /// <summary>The method waits first.</summary>
    Delay,
}

/// <summary>A fault that was ordered.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Method">Method name without prefix, or <c>*</c> for every method.</param>
/// <param name="Count">How many calls it still hits; -1 for all.</param>
/// <param name="DelayMilliseconds">For <see cref="FaultKind.Delay"/>.</param>
/// <param name="Message">For <see cref="FaultKind.Error"/>.</param>
public sealed record FaultRule(FaultKind Kind, string Method, int Count = 1, int DelayMilliseconds = 0, string Message = "injected fault")
{
    /// <summary>Hits every call until it is cleared.</summary>
    public const int Unlimited = -1;
}
