using System.ComponentModel;
using k8s.Models;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>Requests and limits of the worker container.</summary>
public sealed record PoolResources
{
    [Description("What the scheduler sets aside. The GPU does not belong here.")]
    [Items(0, 16)]
    public IDictionary<string, ResourceQuantity>? Requests { get; set; }

    [Description("What the container may use. The GPU does not belong here.")]
    [Items(0, 16)]
    public IDictionary<string, ResourceQuantity>? Limits { get; set; }
}
