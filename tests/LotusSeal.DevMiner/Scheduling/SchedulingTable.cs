using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>What tasks need when a worker does not say so itself (protocol spec 4.5).</summary>
public static class SchedulingTable
{
    /// <summary>Proofs from 15 are the non-interactive ones.</summary>
    private const int ProofsWithRows = 15;
    private static readonly TaskResources Nothing = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>The needs of a task: the worker's own table first, then the defaults; nothing for a task without a row.</summary>
    public static TaskResources For(WorkerInfo worker, RegisteredSealProof proof, string task)
    {
        string key = ((int)proof).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (worker.Resources.Resources is { } own)
            return own.TryGetValue(task, out Dictionary<string, TaskResources>? byProof)
                && byProof.TryGetValue(key, out TaskResources? needs) ? needs : Nothing;
        return Default(proof, task);
    }

    /// <summary>The default needs of a task.</summary>
    public static TaskResources Default(RegisteredSealProof proof, string task) =>
        (int)proof < ProofsWithRows && TaskTypes.Find(task)?.Needs is { } rows ? rows[(int)proof % rows.Count] : Nothing;
}
