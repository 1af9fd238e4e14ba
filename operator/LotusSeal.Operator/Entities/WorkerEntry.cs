using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>A worker as the miner and the cluster see it.</summary>
public sealed record WorkerEntry
{
    [Description("Name of the pod, or the name that the miner lists, made unique by the session.")]
    [Required]
    public string Name { get; set; } = "";

    [Description("Whether it belongs to this pool.")]
    public bool Managed { get; set; } = false;

    [Description("Its session at the miner.")]
    public string? Session { get; set; }

    [Description("Node of the pod.")]
    public string? Node { get; set; }

    [Description("Address that it tells the miner.")]
    public string? Address { get; set; }

    [Description("Pending, Starting, Registered, Busy, Disabled, Draining, Drained, Failed or Lost.")]
    public string Phase { get; set; } = "";

    [Description("Revision of the pod.")]
    public string? Revision { get; set; }

    [Description("Kinds of tasks that it takes.")]
    [Items(0, 32)]
    public IList<string>? Tasks { get; set; }

    [Description("GPUs that it has.")]
    [Items(0, 16)]
    public IList<string>? Gpus { get; set; }

    [Description("Processors and memory that it has.")]
    public string? Resources { get; set; }

    [Description("Tasks that run, are prepared or assigned.")]
    public int Running { get; set; } = 0;

    [Description("The first of them.")]
    [Items(0, 4), ListMapKey("id")]
    public IList<JobEntry>? Jobs { get; set; }

    [Description("How far it is with the end of its work.")]
    public DrainEntry? Drain { get; set; }

    [Description("In plain words why it gets no task, or what is wrong with it.")]
    public string? Message { get; set; }
}
