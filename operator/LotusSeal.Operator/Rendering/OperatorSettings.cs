namespace LotusSeal.Operator.Rendering;

/// <summary>What whoever installs the operator chooses for all pools.</summary>
public sealed record OperatorSettings
{
    /// <summary>Image of lotus-seal-worker for pools that name none.</summary>
    public string ManagedImage { get; init; } = "localhost/lotusseal/lotus-seal-worker:dev";

    /// <summary>Image with lotus-worker for pools that name none.</summary>
    public string LotusImage { get; init; } = "filecoin/lotus-all-in-one:stable";

    /// <summary>Namespace of the operator, whose pods may reach workers.</summary>
    public string OperatorNamespace { get; init; } = "lotusseal-system";

    /// <summary>Labels of the miner's pods, which may reach workers; null for pods of any label in the namespace of the pool.</summary>
    public IReadOnlyDictionary<string, string>? MinerPodLabels { get; init; }

    /// <summary>Addresses of miners outside the cluster or on the host network, which no selector matches; CIDR.</summary>
    public IReadOnlyList<string> MinerAddresses { get; init; } = [];

    /// <summary>Namespace of the monitoring, which may read metrics; null for none.</summary>
    public string? MonitoringNamespace { get; init; }

    /// <summary>Whether pools get a disruption budget. Two over one pod would make every eviction an error.</summary>
    public bool DisruptionBudgets { get; init; } = true;
}
