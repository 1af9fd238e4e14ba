using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>A claim of each worker.</summary>
public sealed record ClaimSpec
{
    [Description("Size: about 0.5Ti for each 32 GiB sector that is sealed at once. It can only grow.")]
    [Required, Pattern(Patterns.PositiveQuantity), Length(1, 32)]
    public string Size { get; set; } = "";

    [Description("Storage class, best one of local disks; it cannot be changed.")]
    [Pattern(Patterns.ObjectName), Length(1, 253)]
    public string? StorageClassName { get; set; }

    [Description("How the volume may be mounted; it cannot be changed.")]
    [Items(1, 2), ListSet]
    public IList<ClaimAccessMode> AccessModes { get; set; } = [ClaimAccessMode.ReadWriteOnce];
}
