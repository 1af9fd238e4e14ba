using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Explain;

/// <summary>Which conditions say something that a person has to know.</summary>
public static class ConditionView
{
    /// <summary>
    /// Ready always, the others when they are not as they usually are; what several say in the same words comes once. Draining is told by the
    /// workers.
    /// </summary>
    public static IEnumerable<PoolCondition> Notable(SealWorkerStatus status)
    {
        HashSet<string> said = [];
        return [.. (status.Conditions ?? []).Where(condition => condition.Type switch
        {
            "Ready" => true,
            "Draining" => false,
            "Progressing" => condition.Status == "True",
            _ => !IsGood(condition),
        }).Where(condition => said.Add(condition.Message))];
    }

    /// <summary>Whether a condition is as it should be.</summary>
    public static bool IsGood(PoolCondition condition) =>
        condition.Status == (condition.Type is "Degraded" or "Progressing" or "Draining" ? "False" : "True");

    /// <summary>A condition, or null.</summary>
    public static PoolCondition? Find(V1Alpha1SealWorker pool, string type) =>
        pool.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
}
