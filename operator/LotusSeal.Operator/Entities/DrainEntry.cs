using System.ComponentModel;

namespace LotusSeal.Operator.Entities;

/// <summary>How far a drain is.</summary>
public sealed record DrainEntry
{
    [Description("Update, ScaleDown, Deletion, NodeCordoned, GpuLost, Suspend or Requested.")]
    public string Reason { get; set; } = "";

    [Description("What happens now.")]
    public string Stage { get; set; } = "";

    [Description("When it began.")]
    public string Since { get; set; } = "";

    [Description("When the last task will have ended, to a quarter of an hour, where the worker can tell.")]
    public string? ExpectedEnd { get; set; }

    [Description("In plain words what it waits for.")]
    public string Message { get; set; } = "";
}
