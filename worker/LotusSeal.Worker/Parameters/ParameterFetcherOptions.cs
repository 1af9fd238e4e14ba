namespace LotusSeal.Worker.Parameters;

/// <summary>Where parameters lie, where they come from, and how long to wait for what.</summary>
public sealed record ParameterFetcherOptions
{
    /// <summary>The folder that every Filecoin program uses unless told otherwise.</summary>
    public const string DefaultFolder = "/var/tmp/filecoin-proof-parameters";

    /// <summary>The public gateway.</summary>
    public const string DefaultGateway = "https://proofs.filecoin.io/ipfs/";

    /// <summary>Folder of the files; made when missing, its parent is not.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>
    /// What stands before the CID in the URL, nothing is put between: it normally ends with a slash. What one does not give, the next is asked for.
    /// </summary>
    public IReadOnlyList<string> Gateways { get; init; } = [DefaultGateway];

    /// <summary>Takes large parameters as present without a look (<see cref="ParameterFile.MayBeTrusted"/>).</summary>
    public bool TrustParameters { get; init; }

    /// <summary>Until the connection stands.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Until the gateway begins to answer; it may have to find the content first.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Without a byte.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Interrupted attempts in a row, each of which brought little, before a file is given up.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>Pause after the first interrupted attempt; it doubles up to 30 times this.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause while another process holds the folder's lock.</summary>
    public TimeSpan LockRetry { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two progress lines.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(10);
}
