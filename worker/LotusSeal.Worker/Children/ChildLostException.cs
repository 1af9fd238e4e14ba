namespace LotusSeal.Worker.Children;

/// <summary>
/// A child process failed in a way that is not the request's fault: it died, hung, was short of memory, or broke. The same request may succeed later.
/// </summary>
internal sealed class ChildLostException(string message) : Exception(message)
{
    /// <summary>It was lost without a word on the request: perhaps before that came.</summary>
    public bool IsUnheard { get; init; }

    /// <summary>It answered that it has failed: the process itself was sound.</summary>
    public bool IsAnswer { get; init; }
}
