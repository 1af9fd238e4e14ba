using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Signals to processes in pods, without the API server and the kubelet: those may be broken just then.</summary>
internal sealed class Containers(NodeCluster node, string @namespace)
{
    /// <summary>The containers of a pod that run.</summary>
    public async Task<IReadOnlyList<string>> RunningAsync(string pod, string container)
    {
        string filter = $"labels.\"io.kubernetes.pod.namespace\"=={@namespace},labels.\"io.kubernetes.pod.name\"=={pod},"
            + $"labels.\"io.kubernetes.container.name\"=={container}";
        HashSet<string> known = [.. Lines(await CtrAsync("containers", "ls", "-q", filter))];
        return [.. Lines(await CtrAsync("tasks", "ls")).Where(line => line.EndsWith("RUNNING", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]).Where(known.Contains)];
    }

    /// <summary>Sends a signal to the first process of a container; one that has ended gets none.</summary>
    public Task SignalAsync(string container, string signal) => CtrAsync("tasks", "kill", "-s", signal, container);

    private async Task<string> CtrAsync(params string[] line) => (await node.ContainersAsync(line)).Output;

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd());
}
