using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Operator.Planning;

/// <summary>Kinds of tasks that a worker can switch off (protocol spec 1.4).</summary>
internal static class IntakeTasks
{
    /// <summary>Those that bring new sectors; the others are steps that a sector here may still need before it can leave.</summary>
    public static IReadOnlyList<string> Bringing { get; } =
        [.. TaskSets.BringSectors.Select(task => TaskTypes.FromShortName(task.ToString())!), TaskTypes.DataCid];

    /// <summary>All of them. Fetching, Commit1 and finalizing always stay, so that sectors can leave.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Bringing, TaskTypes.PreCommit2, TaskTypes.Commit2, TaskTypes.ProveReplicaUpdate2];
}
