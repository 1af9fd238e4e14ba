namespace LotusSeal.Cluster.Tests.Support;

/// <summary>
/// A test of minutes: whole tasks, drains and back-offs one after the other. A usual run leaves it out and says so.
/// </summary>
public abstract class LongOperatedTest(PodCluster cluster) : OperatedTest(cluster)
{
    private const string Variable = "LOTUSSEAL_LONG_TESTS";

    private static readonly bool IsWanted = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        if (!IsWanted) Assert.Skip($"it takes minutes; {Variable}=1 runs it, as before a release");
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (IsWanted) await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
