namespace LotusSeal.Worker.Tasks;

/// <summary>How PreCommit2 is done and checked.</summary>
internal sealed record PreCommit2Options
{
    /// <summary>Shell command used instead of the built-in PreCommit2, or null (protocol spec 1.2).</summary>
    public string? ExternalCommand { get; init; }

    /// <summary>How many Commit1 runs with random seeds check a result before it is returned; 0 for none.</summary>
    public int CheckRounds { get; init; } = 3;
}
