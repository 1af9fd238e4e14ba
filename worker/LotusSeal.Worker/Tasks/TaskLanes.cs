using LotusSeal.Primitives;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Tasks;

/// <summary>The lanes of all tasks, made when they are first needed. Not safe for concurrent calls.</summary>
/// <param name="resources">Says how many may run at once.</param>
internal sealed class TaskLanes(ResourceTable resources)
{
    private readonly Dictionary<(string Task, RegisteredSealProof? Proof), TaskLane> _lanes = [];

    /// <summary>The lane of a task.</summary>
    public TaskLane Of(SealTask task)
    {
        (string, RegisteredSealProof?) key = (task.Definition.Name, task.ProofType);
        if (!_lanes.TryGetValue(key, out TaskLane? lane))
            _lanes[key] = lane = new TaskLane(resources.MaxConcurrent(task.Definition.Name, task.ProofType));
        return lane;
    }
}
