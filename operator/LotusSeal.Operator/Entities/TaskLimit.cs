using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>Limits of one kind of task.</summary>
public sealed record TaskLimit
{
    [Description("The kind of task.")]
    [Required]
    public PoolTask Task { get; set; }

    [Description("How many may run at once on one worker.")]
    [RangeMinimum(1), RangeMaximum(1024)]
    public int? MaxConcurrent { get; set; }

    [Description("Memory that one takes at least.")]
    [Pattern(Patterns.PositiveQuantity), Length(1, 32)]
    public string? MinMemory { get; set; }

    [Description("Memory that one takes at most.")]
    [Pattern(Patterns.PositiveQuantity), Length(1, 32)]
    public string? MaxMemory { get; set; }

    [Description("Processors that one uses; -1 for most of them.")]
    [RangeMinimum(-1), RangeMaximum(4096)]
    public int? MaxParallelism { get; set; }
}
