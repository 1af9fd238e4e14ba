namespace LotusSeal.Cluster.Tests.Support;

/// <summary>
/// A test of minutes: whole tasks, drains and back-offs one after the other. A usual run leaves it out and says so.
/// </summary>
public abstract class LongOperatedTest(PodCluster cluster) : OperatedTest(cluster)
{
    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        LongTests.Need();
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (LongTests.AreWanted) await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
