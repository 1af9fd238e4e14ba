using System.Globalization;

namespace LotusSeal.Operator.Rendering;

/// <summary>Names of what belongs to a pool: everything about a worker follows from its pool and its ordinal.</summary>
public static class PoolNames
{
    /// <summary>The container in which the worker runs, for commands that look into a pod.</summary>
    public const string WorkerContainer = "worker";

    private const string ClaimSuffix = "-sealing";

    public static string Pod(string pool, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{pool}-{ordinal}");

    public static string SealingClaim(string pool, int ordinal) => $"{Pod(pool, ordinal)}{ClaimSuffix}";

    /// <summary>The ordinal in the name of a sealing claim, or null when the name is none of one of this pool.</summary>
    public static int? ClaimOrdinal(string pool, string claim) =>
        claim.EndsWith(ClaimSuffix, StringComparison.Ordinal) ? Ordinal(pool, claim[..^ClaimSuffix.Length]) : null;

    /// <summary>The headless Service, the disruption budget and the network policy have the name of the pool.</summary>
    public static string Shared(string pool) => pool;

    /// <summary>The ordinal in the name of a pod, or null when the name is none of a pod of this pool.</summary>
    public static int? Ordinal(string pool, string pod)
    {
        if (pod.Length <= pool.Length + 1 || !pod.StartsWith(pool, StringComparison.Ordinal) || pod[pool.Length] != '-') return null;
        string digits = pod[(pool.Length + 1)..];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal) && Pod(pool, ordinal) == pod ? ordinal : null;
    }

    /// <summary>
    /// The name by which the miner lists a worker. It is the only thing that leads from a job to its worker after a restart of the miner, and
    /// pools of several namespaces may have one name.
    /// </summary>
    public static string Worker(string pool, string @namespace, int ordinal) => $"{Pod(pool, ordinal)}.{@namespace}";

    /// <summary>The name of a pod behind the headless Service.</summary>
    public static string Dns(string pool, string @namespace, int ordinal) => $"{Pod(pool, ordinal)}.{Shared(pool)}.{@namespace}.svc";
}
