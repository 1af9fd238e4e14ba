using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Support;

/// <summary>A test in a namespace of its own, which enforces the restricted profile. A failure shows what was in it.</summary>
[Collection(nameof(PodCluster))]
public abstract class ClusterTest(PodCluster cluster) : IAsyncLifetime
{
    private static int _count;

    private readonly List<string> _volumes = [];

    /// <summary>The cluster; skips the test where there is none.</summary>
    protected NodeCluster Node => cluster.Node;

    /// <summary>What the API server was asked to write, and by whom.</summary>
    protected string AuditLog => cluster.AuditLog;

    /// <summary>The test's namespace.</summary>
    protected string Namespace { get; } = $"test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        if (!cluster.Runs) return;
        await Node.ApplyAsync($$"""
            { "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "{{Namespace}}",
              "labels": { "pod-security.kubernetes.io/enforce": "restricted" } } }
            """);
        // Pods are refused until it is there.
        await Node.UntilKubectlAsync("the namespace has its account", "get", "serviceaccount", "default", "-n", Namespace);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!cluster.Runs) return;
        if (TestContext.Current.TestState?.Result == TestResult.Failed) await ShowAsync();
        await Node.TryKubectlAsync(["delete", "pods", "--all", "--force", "--grace-period=0", "--wait=false", "-n", Namespace]);
        await Node.TryKubectlAsync(["delete", "namespace", Namespace, "--wait=false"]);
        // Their operator is gone: the namespace would wait for it.
        CommandResult pools = await Node.TryKubectlAsync(["get", "sealworkers", "-o", "name", "-n", Namespace]);
        foreach (string pool in pools.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await Node.TryKubectlAsync(["patch", pool, "-n", Namespace, "--type=merge", "-p", """{"metadata":{"finalizers":null}}"""]);
        foreach (string volume in _volumes) await Node.TryKubectlAsync(["delete", "pv", volume, "--wait=false"]);
    }

    /// <summary>Runs kubectl in the namespace and fails unless it succeeds; the result is its output.</summary>
    protected Task<string> KubectlAsync(params string[] arguments) => Node.KubectlAsync(["-n", Namespace, .. arguments]);

    /// <summary>Runs a program in a pod; the result is its output.</summary>
    protected Task<string> ExecAsync(string pod, params string[] line) => KubectlAsync(["exec", pod, "--", .. line]);

    /// <summary>Applies objects in the namespace.</summary>
    protected Task ApplyAsync(string manifest) => Node.ApplyAsync(manifest, "-n", Namespace);

    /// <summary>Waits until a pod is ready; a failure shows what is known of it.</summary>
    protected async Task UntilReadyAsync(string pod)
    {
        CommandResult wait = await Node.TryKubectlAsync(["-n", Namespace, "wait", "--for=condition=Ready", $"pod/{pod}", "--timeout=150s"]);
        Assert.True(wait.ExitCode == 0, $"{pod} does not get ready: {wait.Error}\n{await DescribeAsync()}");
    }

    /// <summary>The name of the only node.</summary>
    protected Task<string> NodeNameAsync() => Node.KubectlAsync("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");

    /// <summary>A field of an object, by JSON path.</summary>
    protected Task<string> FieldAsync(string kind, string name, string path) => KubectlAsync("get", kind, name, "-o", $"jsonpath={path}");

    /// <summary>Makes a volume of a folder of the node for a claim of the namespace: no provisioner does.</summary>
    /// <returns>The folder.</returns>
    protected async Task<string> MakeVolumeAsync(string claim, string size)
    {
        string name = $"{Namespace}-{claim}", folder = Directory.CreateDirectory(Path.Combine(Node.Folder, "volumes", name)).FullName;
        _volumes.Add(name);
        string node = await NodeNameAsync();
        await Node.ApplyAsync($$"""
            { "apiVersion": "v1", "kind": "PersistentVolume", "metadata": { "name": "{{name}}" },
              "spec": { "capacity": { "storage": "{{size}}" }, "accessModes": ["ReadWriteOnce"], "persistentVolumeReclaimPolicy": "Retain",
                "local": { "path": "{{folder}}" }, "claimRef": { "namespace": "{{Namespace}}", "name": "{{claim}}" },
                "nodeAffinity": { "required": { "nodeSelectorTerms": [ { "matchExpressions": [
                  { "key": "kubernetes.io/hostname", "operator": "In", "values": ["{{node}}"] } ] } ] } } } }
            """);
        return folder;
    }

    private async Task ShowAsync() =>
        TestContext.Current.SendDiagnosticMessage("{0}", $"{Namespace}\n{await DescribeAsync()}\n{Node.EndOfLogs}");

    private async Task<string> DescribeAsync()
    {
        string[][] questions =
        [
            ["get", "all,pvc,sealworkers", "-o", "wide"], ["get", "events", "--sort-by=.lastTimestamp"], ["describe", "pods"],
            ["logs", "--all-containers", "--prefix", "--tail=30", "-l", "lotusseal.io/pool"], ["logs", "--tail=30", "-l", "app=lotus-miner"],
        ];
        List<string> answers = [];
        foreach (string[] question in questions)
        {
            CommandResult answer = await Node.TryKubectlAsync(["-n", Namespace, .. question]);
            answers.Add($"$ kubectl {string.Join(' ', question)}\n{answer.Output}{answer.Error}");
        }

        return string.Join('\n', answers);
    }
}
