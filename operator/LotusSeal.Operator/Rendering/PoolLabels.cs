namespace LotusSeal.Operator.Rendering;

/// <summary>Labels on what belongs to a pool. Selectors use <see cref="Pool"/> alone, so that the others may change.</summary>
public static class PoolLabels
{
    public const string Pool = "lotusseal.io/pool", Ordinal = "lotusseal.io/ordinal", Revision = "lotusseal.io/revision";

    /// <summary>The same on pods of every pool with the same miner, which exchange sectors.</summary>
    public const string Miner = "lotusseal.io/miner";

    /// <summary>What the pod runs: the one has metrics and pages where the other has none.</summary>
    public const string Implementation = "lotusseal.io/implementation";

    public const string ManagedByValue = "lotus-seal-operator";

    /// <summary>What a Service, a budget or an autoscaler selects a pool's pods by.</summary>
    public static Dictionary<string, string> Selector(string pool) => new() { [Pool] = pool };

    /// <summary>The labels of everything that is made for a pool.</summary>
    public static Dictionary<string, string> Of(string pool) => new()
    {
        ["app.kubernetes.io/name"] = "lotus-seal-worker",
        ["app.kubernetes.io/instance"] = pool,
        ["app.kubernetes.io/component"] = "worker",
        ["app.kubernetes.io/part-of"] = "lotusseal",
        ["app.kubernetes.io/managed-by"] = ManagedByValue,
        [Pool] = pool,
    };
}
