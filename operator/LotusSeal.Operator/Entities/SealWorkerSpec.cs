using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>What a pool should be.</summary>
public sealed record SealWorkerSpec
{
    [Description("The miner that gives the work.")]
    [Required]
    public MinerSpec Miner { get; set; } = new();

    [Description("The program in the pods: Managed is lotus-seal-worker, Lotus is lotus-worker. It cannot be changed.")]
    public WorkerImplementation Implementation { get; set; } = WorkerImplementation.Managed;

    [Description("Image of the worker, best with a digest; without it the operator has one for each implementation.")]
    [Length(1, 512)]
    public string? Image { get; set; }

    [Description("When the node pulls the image: Always, IfNotPresent or Never.")]
    public ImagePullPolicy? ImagePullPolicy { get; set; }

    [Description("How many workers there are.")]
    [RangeMinimum(0), RangeMaximum(256)]
    public int Replicas { get; set; } = 1;

    [Description("Kinds of tasks that the workers take: AP, PC1, PC2, C2, UNS, RU, PR2, GSK and DL seal; WDP and WNP prove sectors and "
        + "stand alone.")]
    [Items(1, 11), ListSet]
    public IList<PoolTask> Tasks { get; set; } = [PoolTask.AP, PoolTask.PC1, PoolTask.PC2];

    [Description("Limits for single kinds of tasks, passed to the worker, which tells them to the miner.")]
    [Items(0, 11), ListMapKey("task")]
    public IList<TaskLimit>? TaskLimits { get; set; }

    [Description("GPUs of each worker.")]
    public GpuSpec Gpu { get; set; } = new();

    [Description("Processors, memory and huge pages of each worker. There is no default that would be safe.")]
    public PoolResources Resources { get; set; } = new();

    [Description("Volumes of each worker.")]
    public PoolStorage Storage { get; set; } = new();

    [Description("How a worker ends its work before its pod goes.")]
    public DrainSpec Drain { get; set; } = new();

    [Description("How pods come to a changed specification.")]
    public UpdateSpec Update { get; set; } = new();

    [Description("How miner and workers reach each other.")]
    public NetworkSpec Network { get; set; } = new();

    [Description("How much the worker yields to other programs of its node: 0 not at all, 19 most.")]
    [RangeMinimum(0), RangeMaximum(19)]
    public int Niceness { get; set; } = 10;

    [Description("Drains all workers and removes their pods; volumes and replicas stay.")]
    public bool Suspend { get; set; } = false;

    [Description("What else the pods get.")]
    public PodSpecOptions Pod { get; set; } = new();
}
