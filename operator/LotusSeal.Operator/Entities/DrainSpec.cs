using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>How a worker ends its work.</summary>
public sealed record DrainSpec
{
    [Description("How long a drain may take before onTimeout says what happens; at most 720h.")]
    [Pattern(Patterns.Duration), Length(2, 32)]
    public string Timeout { get; set; } = "12h";

    [Description("How long a worker has to be without work before it counts as drained.")]
    [Pattern(Patterns.Duration), Length(2, 32)]
    public string QuietPeriod { get; set; } = "30s";

    [Description("Hold goes on and tells; Force gives up what still runs, which may cost the sector.")]
    public DrainTimeoutAction OnTimeout { get; set; } = DrainTimeoutAction.Hold;

    [Description("When sectors have to leave the worker before its pod goes.")]
    public EvacuatePolicy Evacuate { get; set; } = EvacuatePolicy.OnScaleDown;

    [Description("Finish lets an evacuated worker do the steps that its sectors still need; Move has other workers do them.")]
    public DrainSectors Sectors { get; set; } = DrainSectors.Finish;
}
