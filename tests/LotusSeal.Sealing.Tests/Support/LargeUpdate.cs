using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A sector of 8 MiB without data, sealed here, and its update.</summary>
internal sealed class LargeUpdate(BackendPool backends) : IDisposable
{
    private readonly SealingOptions _options = new() { Threads = 2 };

    public TemporaryFolder Folder { get; } = new();

    public UpdateVector Vector { get; } = UpdateVector.Large;

    public SectorUpdater Updater => new(backends, _options);

    public SectorKey Key => new(Vector.Config, Folder["sealed"], Folder["cache"]);

    public UpdateFiles Files => new(Folder["update"], Folder["update-cache"]);

    public string Unsealed => Folder["unsealed"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Seals the sector and makes the update, which must have the reference's commitments and files.</summary>
    public async Task EncodeAsync()
    {
        SectorSealer sealer = new(backends, _options);
        PieceCommitment nothing = new(ZeroPieces.Commitment(Vector.Config.SectorSize), Vector.Config.DataSize);
        SectorPaths paths = new(Key.Cache, Key.Replica, Folder["zeros"]);
        await File.WriteAllBytesAsync(paths.Unsealed!, [], Token);
        StagedSector staged = new(Vector.Identity, Vector.Ticket, paths, [nothing]);
        await sealer.PreCommit2Async(await sealer.PreCommit1Async(staged, null, Token), paths, null, Token);
        SectorVector.Load("8mib").WriteUnsealed(Unsealed);
        Assert.Equal(Vector.Statement.New, await Updater.EncodeAsync(Key, Files, Unsealed, Vector.Pieces, null, Token));
        Assert.Equal(Vector.ReplicaSha256, SealedSector.Sha256(Files.Replica));
        foreach ((string name, string sha256) in Vector.CacheFiles) Assert.Equal(sha256, SealedSector.Sha256(Path.Combine(Files.Cache, name)));
    }

    /// <summary>Makes the key anew, which must have its bytes.</summary>
    public async Task RegenerateKeyAsync()
    {
        string before = SealedSector.Sha256(Key.Replica);
        File.Delete(Key.Replica);
        await Updater.RegenerateKeyAsync(Key, null, Files.Replica, Unsealed, Vector.Statement.New.CommD, null, Token);
        Assert.Equal(before, SealedSector.Sha256(Key.Replica));
    }

    public void Dispose() => Folder.Dispose();
}
