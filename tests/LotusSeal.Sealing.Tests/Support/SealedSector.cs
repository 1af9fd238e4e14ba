using System.Security.Cryptography;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A vector's sector on the way through the phases, in a folder of its own.</summary>
internal sealed class SealedSector : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the vector's data.</summary>
    /// <param name="vector">The sector.</param>
    /// <param name="backend">Seals it.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="place">Where the sealed file is, by this object's folder; null for the folder itself.</param>
    /// <param name="root">Where all files of the sector are; null for a folder of this object.</param>
    public SealedSector(SectorVector vector, SealingBackend backend, Func<SealingOptions, SealingOptions>? configure = null,
        Func<string, string>? place = null, string? root = null)
    {
        root ??= _folder.Path;
        Vector = vector;
        SealingOptions options = new() { Threads = 2, ParentsCacheDirectory = _folder["parents"], RecordedCacheDirectory = vector.RecordedCache };
        Sealer = new SectorSealer(backend, configure?.Invoke(options) ?? options);
        Paths = new SectorPaths(Path.Combine(root, "cache"), place?.Invoke(root) ?? Path.Combine(root, "sealed"), Path.Combine(root, "unsealed"));
        Directory.CreateDirectory(Path.GetDirectoryName(Paths.Sealed)!);
        vector.WriteUnsealed(Paths.Unsealed!);
    }

    public SectorVector Vector { get; }

    public SectorSealer Sealer { get; }

    public SectorPaths Paths { get; }

    public StagedSector Staged => new(Vector.Sector, Vector.Ticket, Paths, Vector.Pieces);

    public PreCommittedSector PreCommitted => new(Vector.Sector, Vector.Ticket, Paths, Vector.Commitments, Vector.Pieces);

    /// <summary>What PreCommit1 returns, with the replica id that a worker knows.</summary>
    public PreCommit1Output Output => new(Vector.Config, Paths.Cache, Vector.Commitments.CommD) { ReplicaId = Vector.ReplicaId };

    /// <summary>Our own folder about the layers, beside the cache.</summary>
    public string Records => SectorFileNames.LayerRecordsOf(Paths.Cache);

    public TemporaryFolder Folder => _folder;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<PreCommit1Output> PreCommit1Async(IProgress<PhaseProgress>? progress = null, CancellationToken? token = null) =>
        Sealer.PreCommit1Async(Staged, progress, token ?? Token);

    public Task<SealCommitments> PreCommit2Async(IProgress<PhaseProgress>? progress = null, CancellationToken? token = null) =>
        Sealer.PreCommit2Async(Output, Paths, progress, token ?? Token);

    public Task<byte[]> Commit1Async() =>
        Sealer.Commit1Async(PreCommitted, Vector.Seed, null, Token);

    public async Task<SealedSector> SealAsync()
    {
        await PreCommit1Async();
        Assert.Equal(Vector.Commitments, await PreCommit2Async());
        return this;
    }

    /// <summary>A sealed file with the vector's key.</summary>
    public SectorReplica ReplicaAt(string path) => new(Vector.Sector, Vector.Ticket, Vector.Commitments.CommD, path, _folder["scratch"]);

    public string Cache(string name) => Path.Combine(Paths.Cache, name);

    /// <summary>The cache holds exactly the files that the reference had at a moment, byte for byte.</summary>
    public void AssertCacheIs(string moment)
    {
        IReadOnlyDictionary<string, (long Length, string Sha256)> expected = Vector.Files(moment);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateFileSystemEntries(Paths.Cache).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        foreach ((string name, (long length, string sha256)) in expected)
        {
            Assert.Equal(length, new FileInfo(Cache(name)).Length);
            Assert.True(sha256 == Sha256(Cache(name)), $"{name} differs from the reference.");
        }
    }

    public void AssertReplicaIsWhole() => Assert.Equal(Vector.ReplicaSha256, Sha256(Paths.Sealed));

    public void Dispose() => _folder.Dispose();

    public static string Sha256(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
