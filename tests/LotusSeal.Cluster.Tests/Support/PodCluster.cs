using LotusSeal.Operator.Crds;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Cluster.Tests.Support;

/// <summary>
/// The cluster of a test run: one node with two GPUs that do not exist, our images, our resource definition. Where no node can run, its tests are
/// skipped and say what is missing.
/// </summary>
public sealed class PodCluster : IAsyncLifetime
{
    private static readonly string AuditPolicy = Path.Combine(
        Repository.Root, "tests", "LotusSeal.Cluster.Tests", "Support", "audit-policy.yaml");

    private readonly string? _missing = NodeNeeds.Missing();
    private readonly TemporaryFolder _folder = new();
    private NodeCluster? _node;

    /// <summary>The cluster; skips the test where there is none.</summary>
    public NodeCluster Node
    {
        get
        {
            if (_missing is not null) Assert.Skip(_missing);
            return _node!;
        }
    }

    /// <summary>What the API server was asked to write, and by whom: one JSON object a line.</summary>
    public string AuditLog => _folder["audit.log"];

    /// <summary>Whether there is one.</summary>
    public bool Runs => _node is not null;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (_missing is not null) return;
        string[] images = await ImageArchives.MakeAsync("lotus-seal-worker", "lotus-seal-devminer");
        _node = await NodeCluster.StartAsync(flags: new Dictionary<string, string>
        {
            ["KUBE_APISERVER_FLAGS"] = $"--audit-policy-file={AuditPolicy} --audit-log-path={AuditLog}",
        });
        try
        {
            await _node.LoadAsync(images);
            // An API server gives a call up that takes long, as on a machine that hardly gets to it.
            await _node.UntilKubectlAsync(
                "our definition is taken", "apply", "--server-side", "-f", Path.Combine(Repository.Root, "crds", CrdGenerator.FileName));
            // A definition that has no condition yet is an error to `kubectl wait`, not something to wait for.
            await _node.UntilKubectlAsync(
                "our resource is there", "wait", "--for=condition=Established", "crd/sealworkers.lotusseal.io", "--timeout=10s");
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        _node = null;
        if (Directory.Exists(_folder.Path)) _folder.Dispose();
    }
}

/// <summary>Tests that share the cluster.</summary>
[CollectionDefinition(nameof(PodCluster))]
public sealed class PodClusterCollection : ICollectionFixture<PodCluster>;
