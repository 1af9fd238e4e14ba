using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>The sealed 2 KiB sector without data, and room for its update.</summary>
internal sealed class UpdateFolder : IDisposable
{
    public UpdateFolder(SealingBackend? backend = null, Func<SealingOptions, SealingOptions>? configure = null)
    {
        SealingOptions options = new() { Threads = 2 };
        Updater = new SectorUpdater(new BackendPool([backend ?? SealingBackends.Create("managed")]), configure?.Invoke(options) ?? options);
        Copy(Repository.Vector("2kib-zero", "cache"), Key.Cache);
        File.Copy(Repository.Vector("2kib-zero", "sealed"), Key.Replica);
        File.Copy(Repository.Vector("2kib-zero", "new-unsealed"), Unsealed);
    }

    public TemporaryFolder Folder { get; } = new();

    public UpdateVector Vector { get; } = UpdateVector.Small;

    public SectorUpdater Updater { get; }

    public SectorKey Key => KeyIn(Folder.Path);

    public UpdateFiles Files => FilesIn(Folder.Path);

    public string Unsealed => UnsealedIn(Folder.Path);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<UpdateFolder> EncodeAsync()
    {
        Assert.Equal(Vector.Statement.New, await Updater.EncodeAsync(Key, Files, Unsealed, Vector.Pieces, null, Token));
        return this;
    }

    /// <summary>The sealed sector in a folder.</summary>
    public static SectorKey KeyIn(string folder) =>
        new(UpdateVector.Small.Config, Path.Combine(folder, "sealed"), Path.Combine(folder, "cache"));

    /// <summary>Its update.</summary>
    public static UpdateFiles FilesIn(string folder) => new(Path.Combine(folder, "update"), Path.Combine(folder, "update-cache"));

    /// <summary>Its new data.</summary>
    public static string UnsealedIn(string folder) => Path.Combine(folder, "unsealed");

    public Task<byte[][]> ProveAsync() => Updater.ProveAsync(Key, Files, Vector.Statement, null, Token);

    public string InCache(string name) => Path.Combine(Files.Cache, name);

    /// <summary>All files of the update are the reference's, and nothing else lies there.</summary>
    public void AssertIsTheReference()
    {
        Assert.Equal(File.ReadAllBytes(Repository.Vector("2kib-zero", "new-replica")), File.ReadAllBytes(Files.Replica));
        Assert.Equal(Vector.CacheFiles, Directory.GetFiles(Files.Cache).ToDictionary(file => Path.GetFileName(file)!, SealedSector.Sha256));
        Assert.Equal(["cache", "sealed", "unsealed", "update", "update-cache"],
            Directory.GetFileSystemEntries(Folder.Path).Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.'))
                .Order(StringComparer.Ordinal));
    }

    public void Dispose() => Folder.Dispose();

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
