namespace LotusSeal.Lotus.Types;

/// <summary>Lotus' own table of what tasks need (protocol spec 4.5), one row a sector size: 2 KiB, 8 MiB, 512 MiB, 32 GiB, 64 GiB.</summary>
internal static class DefaultNeeds
{
    private const ulong K = 1024, M = 1024 * K, G = 1024 * M;

    public static IReadOnlyList<TaskResources> AddPiece { get; } =
        [Row(2 * K, 2 * K, 2 * K), Row(8 * M, 8 * M, 8 * M), Row(G, G, G), Row(4 * G, 4 * G, G), Row(8 * G, 8 * G, G)];

    /// <summary>The 32 GiB row of AddPiece for every size.</summary>
    public static IReadOnlyList<TaskResources> DataCid { get; } = [.. Enumerable.Repeat(AddPiece[3], 5)];

    /// <summary>PreCommit1, and unsealing, which makes the same labels.</summary>
    public static IReadOnlyList<TaskResources> Labels { get; } =
        [Row(2 * K, 2 * K, 2 * K), Row(8 * M, 8 * M, 8 * M), Row(768 * M, G, M), Row(56 * G, 64 * G, 10 * M), Row(112 * G, 128 * G, 10 * M)];

    public static IReadOnlyList<TaskResources> PreCommit2 { get; } =
        [Row(2 * K, 2 * K, 2 * K, -1), Row(8 * M, 8 * M, 8 * M, -1), Row(G, 3 * G / 2, G, -1), Row(15 * G, 15 * G, G, -1, 6, 1),
        Row(30 * G, 30 * G, G, -1, 6, 1)];

    /// <summary>Commit1 and the first proof of a replica update.</summary>
    public static IReadOnlyList<TaskResources> VanillaProofs { get; } =
        [Row(2 * K, 2 * K, 2 * K, 0), Row(8 * M, 8 * M, 8 * M, 0), Row(G, G, G, 0), Row(G, G, G, 0), Row(G, G, G, 0)];

    /// <summary>Commit2 and the second proof of a replica update.</summary>
    public static IReadOnlyList<TaskResources> Prover { get; } =
        [Row(2 * K, 2 * K, 2 * K, 1, 0, 1), Row(8 * M, 8 * M, 8 * M, 1, 0, 1), Row(G, 3 * G / 2, 10 * G, 1, 0, 1),
        Row(30 * G, 150 * G, 32 * G, -1, 6, 1), Row(60 * G, 190 * G, 64 * G, -1, 6, 1)];

    public static IReadOnlyList<TaskResources> Fetch { get; } = [.. Enumerable.Repeat(Row(M, M, 0, 0), 5)];

    /// <summary>A replica update, and making its key again.</summary>
    public static IReadOnlyList<TaskResources> ReplicaUpdate { get; } =
        [Row(2 * K, 2 * K, 2 * K, 1, 0, 1), Row(8 * M, 8 * M, 8 * M, 1, 0, 1), Row(G, G, G, 1, 0, 1), Row(4 * G, 4 * G, G, 1, 6, 1),
        Row(8 * G, 8 * G, G, 1, 6, 1)];

    public static IReadOnlyList<TaskResources> WindowPoSt { get; } =
        [Row(2 * K, 2 * K, 2 * K, 1, 0, 1), Row(8 * M, 8 * M, 8 * M, 1, 0, 1), Row(G, 3 * G / 2, 10 * G, 1, 0, 1),
        Row(30 * G, 96 * G, 32 * G, -1, 6, 1), Row(60 * G, 120 * G, 64 * G, -1, 6, 1)];

    public static IReadOnlyList<TaskResources> WinningPoSt { get; } =
        [Row(2 * K, 2 * K, 2 * K, 1, 0, 1), Row(8 * M, 8 * M, 8 * M, 1, 0, 1), Row(2 * K, 2 * K, 10 * G, 1, 0, 1), Row(G, G, 32 * G, -1, 6, 1),
        Row(G, G, 64 * G, -1, 6, 1)];

    private static TaskResources Row(ulong min, ulong max, ulong @base, int threads = 1, int gpuThreads = 0, double gpu = 0) =>
        new(min, max, gpu, threads, gpuThreads, @base, 0);
}
