namespace LotusSeal.Operator.Observed;

/// <summary>The stored state of a drain: everything else follows from what is seen, so that another leader just continues.</summary>
public sealed record DrainMark(DrainReason Reason, DateTimeOffset Started)
{
    /// <summary>Whether a new pod takes the place afterwards.</summary>
    public bool ComesBack => Reason is DrainReason.Update or DrainReason.NodeCordoned or DrainReason.GpuLost or DrainReason.Requested;

    /// <summary>Whether no pod of its place is wanted afterwards; one of a pool that is suspended is, when that goes on.</summary>
    public bool GoesForGood => Reason is DrainReason.ScaleDown or DrainReason.Deletion;
}
