namespace LotusSeal.Storage;

/// <summary>A folder of the list of a start that could not be opened yet.</summary>
internal sealed class AwaitedPath(string root)
{
    /// <summary>The folder.</summary>
    public string Root { get; } = root;

    /// <summary>The latest attempt; it goes on over several rounds of health reports.</summary>
    public Task? Opening { get; set; }

    /// <summary>True when it was logged that the miner does not take the path.</summary>
    public bool IsRefusalTold { get; set; }
}
