using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>What becomes of the sectors on workers' volumes.</summary>
internal static class StorageLine
{
    /// <summary>In plain words.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="whose">Whose volumes, as <c>pc1-0's</c>.</param>
    public static string Of(V1Alpha1SealWorker pool, string whose) => pool.Spec.Storage.Sealing switch
    {
        null => $"No sector is on {whose} pods: the pool has no sealing volume.",
        { EmptyDir: not null } => $"Sectors on {whose} volumes ARE LOST with the pods (emptyDir), if the miner has them nowhere else.",
        { HostPath: { } folder } =>
            $"Sectors on {whose} volumes stay in {folder.Path} of the nodes, but nobody serves them until a pod is there again.",
        _ => $"Sectors on {whose} volumes stay in the claims, but nobody serves them until a pod is there again.",
    };
}
