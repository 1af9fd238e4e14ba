using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>GPUs of a worker.</summary>
public sealed record GpuSpec
{
    [Description("Name of the resource that a device plugin offers: nvidia.com/gpu, nvidia.com/mig-1g.10gb, amd.com/gpu and so on.")]
    [Pattern(Patterns.QualifiedName), Length(1, 253)]
    public string ResourceName { get; set; } = "nvidia.com/gpu";

    [Description("How many each worker gets; 0 makes a pool without GPUs.")]
    [RangeMinimum(0), RangeMaximum(16)]
    public int Count { get; set; } = 1;

    [Description("Shared says that the resource is served to several containers at once.")]
    public GpuSharing Sharing { get; set; } = GpuSharing.Exclusive;

    [Description("Nodes have one of these products in their label nvidia.com/gpu.product.")]
    [Items(1, 16), Length(1, 63), ListSet]
    public IList<string>? Products { get; set; }
}
