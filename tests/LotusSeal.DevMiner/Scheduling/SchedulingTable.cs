using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>What tasks need when a worker does not say so itself (protocol spec 4.5).</summary>
public static class SchedulingTable
{
    private const ulong KiB = 1024, MiB = 1024 * KiB, GiB = 1024 * MiB;
    private static readonly TaskResources Nothing = new(0, 0, 0, 0, 0, 0, 0);
    private static readonly TaskResources FetchNeeds = new(MiB, MiB, 0, 0, 0, 0, 0);

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
    public static TaskResources Default(RegisteredSealProof proof, string task)
    {
        if ((int)proof >= 15) return Nothing;
        int size = (int)proof % 5;
        return task switch
        {
            TaskTypes.Fetch => FetchNeeds,
            TaskTypes.DataCid => AddPiece(3),
            TaskTypes.AddPiece => AddPiece(size),
            TaskTypes.PreCommit1 or TaskTypes.Unseal => size switch
            {
                2 => Row(768 * MiB, GiB, MiB, 1),
                3 => Row(56 * GiB, 64 * GiB, 10 * MiB, 1),
                4 => Row(112 * GiB, 128 * GiB, 10 * MiB, 1),
                _ => Small(size, 1),
            },
            TaskTypes.PreCommit2 => size switch
            {
                2 => Row(GiB, GiB * 3 / 2, GiB, -1),
                3 => Row(15 * GiB, 15 * GiB, GiB, -1, 6, 1),
                4 => Row(30 * GiB, 30 * GiB, GiB, -1, 6, 1),
                _ => Small(size, -1),
            },
            TaskTypes.Commit1 or TaskTypes.ProveReplicaUpdate1 => size < 2 ? Small(size, 0) : Row(GiB, GiB, GiB, 0),
            TaskTypes.Commit2 or TaskTypes.ProveReplicaUpdate2 => size switch
            {
                2 => Row(GiB, GiB * 3 / 2, 10 * GiB, 1, 0, 1),
                3 => Row(30 * GiB, 150 * GiB, 32 * GiB, -1, 6, 1),
                4 => Row(60 * GiB, 190 * GiB, 64 * GiB, -1, 6, 1),
                _ => Small(size, 1, 1),
            },
            TaskTypes.ReplicaUpdate or TaskTypes.RegenSectorKey => size switch
            {
                2 => Row(GiB, GiB, GiB, 1, 0, 1),
                3 => Row(4 * GiB, 4 * GiB, GiB, 1, 6, 1),
                4 => Row(8 * GiB, 8 * GiB, GiB, 1, 6, 1),
                _ => Small(size, 1, 1),
            },
            _ => Nothing,
        };
    }

    private static TaskResources AddPiece(int size) => size switch
    {
        2 => Row(GiB, GiB, GiB, 1),
        3 => Row(4 * GiB, 4 * GiB, GiB, 1),
        4 => Row(8 * GiB, 8 * GiB, GiB, 1),
        _ => Small(size, 1),
    };

    private static TaskResources Small(int size, int threads, double gpu = 0)
    {
        ulong bytes = size == 0 ? 2 * KiB : 8 * MiB;
        return Row(bytes, bytes, bytes, threads, 0, gpu);
    }

    private static TaskResources Row(ulong min, ulong max, ulong baseMin, int threads, int gpuThreads = 0, double gpu = 0) =>
        new(min, max, gpu, threads, gpuThreads, baseMin, 0);
}
