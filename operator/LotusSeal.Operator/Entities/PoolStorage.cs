using System.ComponentModel;

namespace LotusSeal.Operator.Entities;

/// <summary>Volumes of a worker.</summary>
public sealed record PoolStorage
{
    [Description("Where sectors are sealed. Without it workers keep no sectors, which suits C2, PR2, WDP and WNP.")]
    public SealingStorage? Sealing { get; set; }

    [Description("Proof parameters, for C2, PR2, WDP and WNP.")]
    public SharedStorage? Parameters { get; set; }

    [Description("Folder of parents files, for PC1 of lotus-worker.")]
    public SharedStorage? ParentCache { get; set; }
}
