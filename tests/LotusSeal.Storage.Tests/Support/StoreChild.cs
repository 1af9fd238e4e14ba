using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives.Durability;
using LotusSeal.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Storage.Tests;

/// <summary>Another process with a store of its own: one that writes unfinished files, downloads, or moves between two mounts.</summary>
internal static class StoreChild
{
    private const string Writing = "store-writing", Downloading = "store-downloading", Moving = "store-moving";

    /// <summary>A process that writes one file of each unfinished kind into a path, and waits to be killed.</summary>
    /// <returns>The process and the files.</returns>
    public static async Task<(Process Process, string[] Files)> StartWritingAsync(string root)
    {
        Process process = ChildProcess.Start(Writing, root);
        string line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit)
            ?? throw new InvalidOperationException("The writing process ended without a word.");
        return (process, line.Split(' '));
    }

    /// <summary>A process that opens a path and fetches a sealed file from a URL into it.</summary>
    public static Process StartDownloading(string root, string url) => ChildProcess.Start(Downloading, $"{url} {root}");

    /// <summary>A process in mounts of its own, which makes two mounts of one folder and moves a sector from one to the other.</summary>
    /// <returns>What it says: <c>done</c>, <c>skip</c> and a reason, or what failed.</returns>
    public static async Task<string> MoveBetweenMountsAsync(string folder)
    {
        using Process process = ChildProcess.Start(Moving, folder, launcher: ["unshare", "-m"]);
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.Trim();
    }

    /// <summary>Tells an index that another process, at a URL, has the sealed file of the medium sector.</summary>
    public static void DeclareElsewhere(MinerSectorIndex miner, string url)
    {
        FsStat stat = new(1 << 30, 1 << 30, 1 << 30, 0, 0, 0);
        StorageInfo info = new("theirs", [url], 10, 0, true, false, null, null, null, null, null, null);
        miner.StorageAttachAsync(info, stat, CancellationToken.None).GetAwaiter().GetResult();
        miner.StorageDeclareSectorAsync("theirs", Sectors.Medium.Id, SectorFileType.Sealed, false, CancellationToken.None).GetAwaiter().GetResult();
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests()
    {
        ChildProcess.PlayIfStartedAs(Writing, Write);
        // No method of this assembly may go on in another thread: that would wait for the module initializer, which waits for it.
        ChildProcess.PlayIfStartedAs(Downloading, argument => Download(argument.Split(' ', 2)));
        ChildProcess.PlayIfStartedAs(Moving, Move);
    }

    private static int Write(string root)
    {
        string fetching = Path.Combine(root, "sealed", SectorFolder.Fetching);
        Directory.CreateDirectory(fetching);
        using FolderOwner owner = FolderOwner.Claim(fetching), cacheOwner = FolderOwner.Claim(Path.Combine(root, "cache", "s-t01000-9"));
        string[] files =
        [
            owner.NameOf("s-t01000-9.replica", SectorFolder.MovingSuffix), owner.NameOf("s-t01000-8", SectorFolder.MovingSuffix),
            owner.NameOf("s-t01000-7", ""), cacheOwner.NameOf("sc-02-data-layer-1", "..tmp"),
        ];
        foreach (string file in files) File.WriteAllText(file, "half");
        Console.WriteLine(string.Join(' ', files));
        Console.In.ReadToEnd();
        return 0;
    }

    private static int Download(string[] words)
    {
        MinerSectorIndex miner = new(TimeProvider.System);
        using SectorStore store = Store(miner);
        store.OpenPathAsync(words[1], CancellationToken.None).GetAwaiter().GetResult();
        DeclareElsewhere(miner, words[0]);
        store.AcquireAsync(new AcquireRequest(Sectors.Medium) { Existing = SectorFileType.Sealed }, CancellationToken.None).GetAwaiter().GetResult();
        return 0;
    }

    private static int Move(string folder)
    {
        try
        {
            Console.WriteLine(MoveInOwnMounts(folder));
            return 0;
        }
        catch (Exception e)
        {
            Console.WriteLine(e);
            return 1;
        }
    }

    private static string MoveInOwnMounts(string folder)
    {
        string disk = Path.Combine(folder, "disk"), from = Path.Combine(folder, "from"), to = Path.Combine(folder, "to");
        foreach (string path in (string[])[Path.Combine(disk, "a"), Path.Combine(disk, "b"), from, to]) Directory.CreateDirectory(path);
        if (!Mount(Path.Combine(disk, "a"), from) || !Mount(Path.Combine(disk, "b"), to)) return "skip: a bind mount cannot be made here";
        FileSystemProbe probe = new();
        if (probe.Space(from).Identity != probe.Space(to).Identity) return "skip: the two mounts do not look like one file system";
        StorageDescriptor.Create(from, new StorageDescriptor { Id = "from", Weight = 10, CanSeal = true });
        StorageDescriptor.Create(to, new StorageDescriptor { Id = "to", Weight = 10, CanStore = true });
        byte[] content = Sectors.Bytes(2048), tree = Sectors.Bytes(300_000);
        Directory.CreateDirectory(Path.Combine(from, "sealed"));
        Directory.CreateDirectory(Path.Combine(from, "cache", "s-t01000-9"));
        File.WriteAllBytes(Path.Combine(from, "sealed", "s-t01000-9"), content);
        File.WriteAllBytes(Path.Combine(from, "cache", "s-t01000-9", "sc-02-data-tree-d.dat"), tree);
        File.WriteAllBytes(Path.Combine(from, "cache", "s-t01000-9", "p_aux"), new byte[64]);
        using SectorStore store = Store(new MinerSectorIndex(TimeProvider.System));
        store.OpenPathAsync(from, CancellationToken.None).GetAwaiter().GetResult();
        store.OpenPathAsync(to, CancellationToken.None).GetAwaiter().GetResult();
        store.MoveStorageAsync(Sectors.Small, SectorFileType.Sealed | SectorFileType.Cache, CancellationToken.None).GetAwaiter().GetResult();
        byte[] movedTree = File.ReadAllBytes(Path.Combine(to, "cache", "s-t01000-9", "sc-02-data-tree-d.dat"));
        byte[] moved = File.ReadAllBytes(Path.Combine(to, "sealed", "s-t01000-9"));
        bool whole = tree.SequenceEqual(movedTree) && content.SequenceEqual(moved);
        string[] left = [.. Directory.GetFiles(disk, "s-t01000-9*", SearchOption.AllDirectories), .. Directory.GetDirectories(from, "s-*",
            SearchOption.AllDirectories)];
        return whole && left.Length == 1 ? "done" : $"whole: {whole}, files: {string.Join(' ', left)}";
    }

    private static bool Mount(string what, string where)
    {
        using Process mount = Process.Start("mount", ["--bind", what, where]);
        mount.WaitForExit();
        return mount.ExitCode == 0;
    }

    private static SectorStore Store(MinerSectorIndex miner) =>
        new(miner, new SectorStoreOptions { BaseUrl = "http://127.0.0.1:1/remote", RetryDelay = TimeSpan.FromMilliseconds(5) },
            NullLogger<SectorStore>.Instance, TimeProvider.System);
}
