using System.Globalization;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Host.Commands;

/// <summary>Compares pools with what is expected of them.</summary>
internal static class PoolExpectations
{
    private const int MostNames = 5;

    /// <summary>What is not as expected, and what to do; null when all is.</summary>
    public static string? Unmet(PoolExpectation expectation, IReadOnlyList<V1Alpha1SealWorker> pools) => expectation switch
    {
        PoolExpectation.None when pools.Count > 0 => string.Create(CultureInfo.InvariantCulture,
            $"{pools.Count} pools are there: {Names(pools)}. Without the operator nobody ends their tasks, and none of them can be deleted; ")
            + "`kubectl delete sealworkers --all --all-namespaces` drains and removes them",
        PoolExpectation.Ready when pools.FirstOrDefault(pool => !IsReady(pool)) is { } late => $"pool {Name(late)} is not ready: {State(late)}",
        _ => null,
    };

    /// <summary>A pool in one line.</summary>
    public static string Line(V1Alpha1SealWorker pool) => $"{Name(pool)}\t{State(pool)}";

    private static bool IsReady(V1Alpha1SealWorker pool) =>
        Ready(pool) is { } ready && (ready.Status == "True" || ready.Reason == "Suspended");

    /// <summary>What was told of an earlier specification says nothing of the present one.</summary>
    private static PoolCondition? Ready(V1Alpha1SealWorker pool) => pool.Status is { } status && status.ObservedGeneration == pool.Metadata.Generation
        ? status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready") : null;

    private static string State(V1Alpha1SealWorker pool) =>
        Ready(pool) is { } ready ? $"{ready.Reason}: {ready.Message}" : "no operator has looked at it yet";

    private static string Names(IReadOnlyList<V1Alpha1SealWorker> pools) =>
        string.Join(", ", pools.Take(MostNames).Select(Name)) + (pools.Count > MostNames ? ", …" : "");

    private static string Name(V1Alpha1SealWorker pool) => ObjectKey.Of(pool).ToString();
}
