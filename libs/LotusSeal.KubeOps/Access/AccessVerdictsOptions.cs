namespace LotusSeal.KubeOps.Access;

/// <summary>Bounds of <see cref="AccessVerdicts"/>.</summary>
public sealed record AccessVerdictsOptions
{
    /// <summary>How long a verdict counts: so long a right that was taken away, or a token that has ended, is still good.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a question waits for its turn.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Verdicts that are kept.</summary>
    public int MostVerdicts { get; init; } = 2048;

    /// <summary>Questions at once.</summary>
    public int MostQuestions { get; init; } = 8;
}
