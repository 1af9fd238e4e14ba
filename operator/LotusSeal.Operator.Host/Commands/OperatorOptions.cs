using LotusSeal.Operator.Admission;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Host.Commands;

/// <summary>How the operator runs.</summary>
internal sealed record OperatorOptions
{
    /// <summary>Namespaces whose pools are looked after; none for all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>A kubeconfig; null for what KUBECONFIG names, else the account of the pod.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>Where the Lease of the leader is.</summary>
    public required string OwnNamespace { get; init; }

    /// <summary>Name of the pod or machine.</summary>
    public required string Instance { get; init; }

    /// <summary>Choices for all pools.</summary>
    public OperatorSettings Settings { get; init; } = new();

    /// <summary>Whether nodes may be seen: without it a cordoned or lost node is not noticed.</summary>
    public bool WatchNodes { get; init; } = true;

    /// <summary>Where probes, metrics and the status page are served.</summary>
    public required System.Net.IPEndPoint Listen { get; init; }

    /// <summary>The webhooks.</summary>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>Requests a second to the API server, in the long run; twice as many at once.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>Pools in work at once.</summary>
    public int Concurrency { get; init; } = 16;
}
