namespace LotusSeal.KubeOps.Tests.Support;

/// <summary>Tests that share one API server, one after another: some of them kill it.</summary>
[CollectionDefinition(Name)]
public sealed class KubernetesCollection : ICollectionFixture<Cluster>
{
    public const string Name = "Kubernetes";
}
