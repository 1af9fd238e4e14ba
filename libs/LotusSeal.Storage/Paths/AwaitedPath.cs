namespace LotusSeal.Storage;

/// <summary>A folder of the list of a start that could not be opened yet.</summary>
/// <param name="root">The folder.</param>
/// <param name="reason">Why it could not be opened.</param>
internal sealed class AwaitedPath(string root, string reason)
{
    /// <summary>The folder.</summary>
    public string Root { get; } = root;

    /// <summary>Why it could not be opened at the latest attempt.</summary>
    public string Reason { get; set; } = reason;

    /// <summary>The latest attempt; it goes on over several rounds of health reports.</summary>
    public Task? Opening { get; set; }

    /// <summary>True when it was detached; an attempt that goes on then is undone.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>True when it was logged that the miner does not take the path.</summary>
    public bool IsRefusalTold { get; set; }
}
