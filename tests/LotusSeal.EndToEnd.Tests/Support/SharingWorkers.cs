using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>
/// Two workers of one miner. Both have a path to seal in and one to store in, which they share; the first has a path of its own beside them.
/// </summary>
internal sealed class SharingWorkers : IAsyncDisposable
{
    private const string MemoryFolder = "/dev/shm";

    private readonly Scene _scene;

    private SharingWorkers(Scene scene, WorkerProgram second)
    {
        _scene = scene;
        Second = second;
        // On another file system where there is one, so that a move is a copy.
        Store = Directory.Exists(MemoryFolder) ? Path.Combine(MemoryFolder, Path.GetFileName(scene.Folder.Path)) : scene.Folder["long-term"];
    }

    public WorkerProgram First => _scene.Worker;

    public WorkerProgram Second { get; }

    public IReadOnlyList<WorkerProgram> Both => [First, Second];

    /// <summary>The path that both seal in.</summary>
    public string Sealing => _scene.Folder["sealing"];

    /// <summary>The path for finished sectors that both have.</summary>
    public string Store { get; }

    /// <summary>Every folder with sector files, the miner's own among them.</summary>
    public IReadOnlyList<string> Paths => [First.Repository, Sealing, Store, Path.Combine(_scene.MinerRepository, "store")];

    /// <summary>Bytes of both logs: how far the two have got.</summary>
    public long LogLength => First.LogLength + Second.LogLength;

    /// <summary>Starts the second worker beside that of the scene and gives both the shared paths.</summary>
    public static async Task<SharingWorkers> StartAsync(Scene scene)
    {
        WorkerProgram second = new(scene.Folder.Path, scene.MinerRepository, "second") { TimeScale = 0.05, Arguments = ["--no-local-storage"] };
        SharingWorkers workers = new(scene, second);
        try
        {
            await second.StartReadyAsync();
            await workers.First.SucceedAsync("storage", "attach", "--init", "--seal", workers.Sealing);
            await workers.First.SucceedAsync("storage", "attach", "--init", "--store", workers.Store);
            await second.SucceedAsync("storage", "attach", workers.Sealing);
            await second.SucceedAsync("storage", "attach", workers.Store);
            return workers;
        }
        catch
        {
            await workers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everything that a failure should show.</summary>
    public string Explain() => $"--- miner\n{_scene.MinerLog}\n--- first\n{First.Log}\n--- second\n{Second.Log}";

    /// <summary>The files or folders of a sector, in whichever path.</summary>
    public IReadOnlyList<string> FilesOf(SectorId sector, string typeFolder) =>
        [.. Paths.Select(path => Path.Combine(path, typeFolder, sector.ToString())).Where(Path.Exists)];

    /// <summary>What somebody began and did not end.</summary>
    public IReadOnlyList<string> Unfinished() =>
    [
        .. Paths.Take(3).SelectMany(path => Directory.GetFileSystemEntries(path, "*", SearchOption.AllDirectories))
            .Where(entry => entry.Contains("/fetching/", StringComparison.Ordinal) || entry.Contains("/unseal-scratch/", StringComparison.Ordinal)
                || entry.EndsWith(".tmp", StringComparison.Ordinal) || entry.EndsWith(".moving", StringComparison.Ordinal)
                || entry.EndsWith(".owner", StringComparison.Ordinal)),
    ];

    /// <summary>Makes it look as if nobody had written to that for a week: then also downloads and what names no owner is given up.</summary>
    public void LetAWeekPass()
    {
        foreach (string entry in Unfinished()) File.SetLastWriteTimeUtc(entry, DateTime.UtcNow - TimeSpan.FromDays(8));
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.KillAsync();
        if (Directory.Exists(Store)) Directory.Delete(Store, recursive: true);
    }
}
