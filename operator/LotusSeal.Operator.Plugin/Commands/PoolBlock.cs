using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>Why the operator does nothing for a pool.</summary>
internal static class PoolBlock
{
    /// <summary>In plain words; null when it acts.</summary>
    public static string? Of(V1Alpha1SealWorker pool)
    {
        if (PoolMarks.Says(pool, PoolAnnotations.Paused)) return "it is paused";
        if (pool.Status is null) return "the operator has not looked at it";
        PoolCondition? ready = ConditionView.Find(pool, "Ready"), miner = ConditionView.Find(pool, "MinerReachable");
        if (ready is { Reason: "InvalidSpec" } && pool.Metadata.DeletionTimestamp is null) return $"its specification is refused ({ready.Message})";
        if (ready is { Reason: "MinerChanged" }) return "another miner answers than before";
        return miner is { Status: not "True" } ? $"the miner does not answer ({miner.Message})" : null;
    }
}
