using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>A task of a worker.</summary>
public sealed record JobEntry
{
    [Description("Id of the call.")]
    [Required]
    public string Id { get; set; } = "";

    [Description("Sector, for instance s-t01000-9.")]
    public string Sector { get; set; } = "";

    [Description("Short name of the kind of task.")]
    public string Task { get; set; } = "";

    [Description("running, prepared or assigned.")]
    public string State { get; set; } = "";

    [Description("When it began.")]
    public string? Since { get; set; }

    [Description("When it will have ended, to a quarter of an hour, where the worker can tell.")]
    public string? ExpectedEnd { get; set; }
}
