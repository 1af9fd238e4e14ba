namespace LotusSeal.Testing.Pages;

/// <summary>Where blocks of pages are run: the word after <c>sh</c>, and the class of tests that runs them.</summary>
public static class PageScenes
{
    /// <summary>A worker beside a miner, on this machine.</summary>
    public const string Worker = "worker";

    /// <summary>A Kubernetes API server without nodes.</summary>
    public const string Api = "api";

    /// <summary>A cluster with a node and our images, and nothing installed.</summary>
    public const string Cluster = "cluster";

    /// <summary>A cluster where the trial of the quick start is installed: its pool is <c>cpu</c> in the namespace <c>sealing</c>.</summary>
    public const string Pool = "pool";

    /// <summary>The checkout, with all that a build needs.</summary>
    public const string Build = "build";

    /// <summary>Each with its tests.</summary>
    public static IReadOnlyDictionary<string, string> Tests { get; } = new Dictionary<string, string>
    {
        [Worker] = "WorkerPageTests",
        [Api] = "ApiPageTests",
        [Cluster] = "ClusterPageTests",
        [Pool] = "PoolPageTests",
        [Build] = "BuildPageTests",
    };
}
