using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Resources;

/// <summary>What each task needs unless overridden: Lotus' own table (protocol spec 4.5), one row a sector size from 2 KiB to 64 GiB.</summary>
internal static class ResourceDefaults
{
    private const ulong K = 1024, M = 1024 * K, G = 1024 * M;

    /// <summary>Sizes as they are written in names of variables, in the order of the rows.</summary>
    public static readonly string[] SizeNames = ["2K", "8M", "512M", "32G", "64G"];

    private static readonly TaskResources[] AddPiece =
        [Row(2 * K, 2 * K, 2 * K), Row(8 * M, 8 * M, 8 * M), Row(G, G, G), Row(4 * G, 4 * G, G), Row(8 * G, 8 * G, G)];

    private static readonly TaskResources[] PreCommit1 =
        [Row(2 * K, 2 * K, 2 * K), Row(8 * M, 8 * M, 8 * M), Row(768 * M, G, M), Row(56 * G, 64 * G, 10 * M), Row(112 * G, 128 * G, 10 * M)];

    private static readonly TaskResources[] PreCommit2 =
        [Row(2 * K, 2 * K, 2 * K, -1), Row(8 * M, 8 * M, 8 * M, -1), Row(G, 3 * G / 2, G, -1), Row(15 * G, 15 * G, G, -1, 6, 1),
        Row(30 * G, 30 * G, G, -1, 6, 1)];

    private static readonly TaskResources[] Commit1 =
        [Row(2 * K, 2 * K, 2 * K, 0), Row(8 * M, 8 * M, 8 * M, 0), Row(G, G, G, 0), Row(G, G, G, 0), Row(G, G, G, 0)];

    private static readonly TaskResources[] Commit2 =
        [Row(2 * K, 2 * K, 2 * K, 1, 0, 1), Row(8 * M, 8 * M, 8 * M, 1, 0, 1), Row(G, 3 * G / 2, 10 * G, 1, 0, 1),
        Row(30 * G, 150 * G, 32 * G, -1, 6, 1), Row(60 * G, 190 * G, 64 * G, -1, 6, 1)];

    private static readonly TaskResources[] Fetch = [.. Enumerable.Repeat(Row(M, M, 0, 0), 5)];

    private static readonly TaskResources[] ReplicaUpdate =
        [Row(2 * K, 2 * K, 2 * K, 1, 0, 1), Row(8 * M, 8 * M, 8 * M, 1, 0, 1), Row(G, G, G, 1, 0, 1), Row(4 * G, 4 * G, G, 1, 6, 1),
        Row(8 * G, 8 * G, G, 1, 6, 1)];

    private static readonly TaskResources[] WindowPoSt =
        [Row(2 * K, 2 * K, 2 * K, 1, 0, 1), Row(8 * M, 8 * M, 8 * M, 1, 0, 1), Row(G, 3 * G / 2, 10 * G, 1, 0, 1),
        Row(30 * G, 96 * G, 32 * G, -1, 6, 1), Row(60 * G, 120 * G, 64 * G, -1, 6, 1)];

    private static readonly TaskResources[] WinningPoSt =
        [Row(2 * K, 2 * K, 2 * K, 1, 0, 1), Row(8 * M, 8 * M, 8 * M, 1, 0, 1), Row(2 * K, 2 * K, 10 * G, 1, 0, 1), Row(G, G, 32 * G, -1, 6, 1),
        Row(G, G, 64 * G, -1, 6, 1)];

    /// <summary>Rows by long task name; tasks that are missing here need nothing.</summary>
    public static IReadOnlyDictionary<string, TaskResources[]> Rows { get; } = new SortedDictionary<string, TaskResources[]>(StringComparer.Ordinal)
    {
        [TaskTypes.AddPiece] = AddPiece,
        [TaskTypes.PreCommit1] = PreCommit1,
        [TaskTypes.Unseal] = PreCommit1,
        [TaskTypes.PreCommit2] = PreCommit2,
        [TaskTypes.Commit1] = Commit1,
        [TaskTypes.ProveReplicaUpdate1] = Commit1,
        [TaskTypes.Commit2] = Commit2,
        [TaskTypes.ProveReplicaUpdate2] = Commit2,
        [TaskTypes.Fetch] = Fetch,
        [TaskTypes.ReplicaUpdate] = ReplicaUpdate,
        [TaskTypes.RegenSectorKey] = ReplicaUpdate,
        [TaskTypes.WindowPoSt] = WindowPoSt,
        [TaskTypes.WinningPoSt] = WinningPoSt,
        [TaskTypes.DataCid] = [.. Enumerable.Repeat(AddPiece[3], 5)],
    };

    private static TaskResources Row(ulong min, ulong max, ulong @base, int threads = 1, int gpuThreads = 0, double gpu = 0) =>
        new(min, max, gpu, threads, gpuThreads, @base, 0);
}
