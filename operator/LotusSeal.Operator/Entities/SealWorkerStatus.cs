using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>What a pool is.</summary>
public sealed record SealWorkerStatus
{
    [Description("The generation of the specification that this status is about.")]
    public long? ObservedGeneration { get; set; }

    [Description("Pods that are neither draining nor ending.")]
    public int Replicas { get; set; } = 0;

    [Description("Pods that are ready and registered at the miner.")]
    public int ReadyReplicas { get; set; } = 0;

    [Description("Pods that the miner lists.")]
    public int RegisteredReplicas { get; set; } = 0;

    [Description("Pods with at least one task.")]
    public int BusyReplicas { get; set; } = 0;

    [Description("Pods that end their work.")]
    public int DrainingReplicas { get; set; } = 0;

    [Description("Pods of the present specification.")]
    public int UpdatedReplicas { get; set; } = 0;

    [Description("Pods that have failed and wait to be replaced.")]
    public int FailedReplicas { get; set; } = 0;

    [Description("Tasks that run on workers of this pool.")]
    public int RunningTasks { get; set; } = 0;

    [Description("Tasks in the miner's queue that this pool could take.")]
    public int QueuedTasks { get; set; } = 0;

    [Description("GPUs in the limits of the pods that are there.")]
    public int Gpus { get; set; } = 0;

    [Description("Label selector of the pods, for autoscalers.")]
    public string Selector { get; set; } = "";

    [Description("Revision that every pod had when an update last ended.")]
    public string? CurrentRevision { get; set; }

    [Description("Revision of the present specification.")]
    public string? UpdateRevision { get; set; }

    [Description("First ten hexadecimal digits of the SHA-256 of the token.")]
    public string? CredentialHash { get; set; }

    [Description("What the miner says of itself.")]
    public MinerStatus? Miner { get; set; }

    [Description("Workers as the miner and the cluster see them, those of other pools too, sorted by name.")]
    [Items(0, 128), ListMapKey("name")]
    public IList<WorkerEntry>? Workers { get; set; }

    [Description("Workers that are not in the list because it is full.")]
    public int? WorkersOmitted { get; set; }

    [Description("Conditions: Ready, MinerReachable, CredentialsValid, Progressing, Draining and Degraded.")]
    [Items(0, 16), ListMapKey("type")]
    public IList<PoolCondition>? Conditions { get; set; }
}
