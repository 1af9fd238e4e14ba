using System.ComponentModel;
using k8s.Models;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>How pods come to a changed specification.</summary>
public sealed record UpdateSpec
{
    [Description("DrainAndReplace lets each worker finish; OnDelete leaves pods until somebody deletes them; Immediate gives up what "
        + "runs.")]
    public UpdateType Type { get; set; } = UpdateType.DrainAndReplace;

    [Description("How many workers may be missing during an update: a number, or a percentage that is rounded down to one at least.")]
    [RangeMinimum(0), RangeMaximum(256), Pattern(Patterns.Percent)]
    public IntOrString MaxUnavailable { get; set; } = 1;

    [Description("How many workers there may be above replicas during an update: a number, or a percentage that is rounded up. They need "
        + "GPUs and volumes.")]
    [RangeMinimum(0), RangeMaximum(256), Pattern(Patterns.Percent)]
    public IntOrString MaxSurge { get; set; } = 0;
}
