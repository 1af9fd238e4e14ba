using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Sealing.Tests.Updates;

/// <summary>Updates come out as those of the reference implementation, byte for byte.</summary>
public sealed class UpdateVectorTests
{
    public static TheoryData<string> Backends => SealingBackends.Available;

    public static TheoryData<string, string> Shapes => SealingBackends.With(PostVector.Small);

    [Theory, MemberData(nameof(Backends))]
    public async Task An_update_of_2_KiB_has_the_reference_s_files_and_proof(string backend)
    {
        using UpdateFolder sector = new(SealingBackends.Create(backend));
        await sector.EncodeAsync();
        sector.AssertIsTheReference();
        byte[] proof = Assert.Single(await sector.ProveAsync());
        Assert.Equal(File.ReadAllBytes(Repository.Vector("2kib-zero", "update-partition-0.vanilla")), proof);
        Assert.Equal(Assert.Single(sector.Vector.ProofSha256), Convert.ToHexStringLower(SHA256.HashData(proof)));
        sector.Updater.VerifyProofs(sector.Vector.Config, sector.Vector.Statement, [proof]);
    }

    [Theory, MemberData(nameof(Shapes))]
    public async Task Updates_of_every_tree_shape_have_the_reference_s_files(string backend, string size)
    {
        using TemporaryFolder folder = new();
        JsonElement sector = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector($"post-{size}.json"))).RootElement.GetProperty("sectors")
            .EnumerateArray().Single(candidate => candidate.GetProperty("kind").GetString() == "updated");
        Digest Hex(string name) => Digest.FromHex(sector.GetProperty(name).GetString()!);
        string files = Repository.Vector("post-" + size, $"s-t01000-{sector.GetProperty("sector_id").GetUInt64()}");
        PoRepConfig config = PostVector.Load(size).First().Config;
        byte[] data = new byte[config.SectorSize];
        Fr32.Pad(PostVector.Data(sector.GetProperty("stream").GetString()!, config), data);
        await File.WriteAllBytesAsync(folder["unsealed"], data, UpdateFolder.Token);

        SectorUpdater updater = new(new BackendPool([SealingBackends.Create(backend)]), new SealingOptions { Threads = 2 });
        SectorKey key = new(config, Path.Combine(files, "sealed"), Path.Combine(files, "cache"));
        UpdateFiles update = new(folder["update"], folder["update-cache"]);
        SealCommitments made = await updater.EncodeAsync(key, update, folder["unsealed"], [new PieceCommitment(Hex("comm_d_new"), config.DataSize)],
            null, UpdateFolder.Token);
        Assert.Equal(new SealCommitments(new CommR(Hex("comm_r_new")), new CommD(Hex("comm_d_new"))), made);
        Assert.Equal(sector.GetProperty("update_sha256").GetString(), SealedSector.Sha256(update.Replica));
        foreach (string expected in Directory.GetFiles(Path.Combine(files, "update-cache")))
            Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(Path.Combine(update.Cache, Path.GetFileName(expected))));

        UpdateStatement statement = new(new CommR(Hex("comm_r")), made);
        byte[][] proofs = await updater.ProveAsync(key, update, statement, null, UpdateFolder.Token);
        Assert.Equal(UpdateRules.For(config).Partitions, proofs.Length);
        updater.VerifyProofs(config, statement, proofs);
        using MemoryStream decoded = new();
        UpdatedReplica updated = new(config, update.Replica, statement.OldCommR, made.CommD);
        Assert.Equal(made.CommD, await updater.DecodeAsync(updated, key.Replica, decoded, null, UpdateFolder.Token));
        Assert.Equal(data, decoded.ToArray());
    }

    [Theory, MemberData(nameof(Backends))]
    public async Task An_update_of_8_MiB_in_four_partitions_is_the_reference_s(string backend)
    {
        if (backend == "managed") LongTests.Need();
        UpdateVector vector = UpdateVector.Large;
        using TemporaryFolder folder = new();
        BackendPool pool = new([SealingBackends.Create(backend)]);
        SealingOptions options = new() { Threads = 2 };
        SectorSealer sealer = new(pool, options);
        SectorUpdater updater = new(pool, options);
        PieceCommitment nothing = new(ZeroPieces.Commitment(vector.Config.SectorSize), vector.Config.DataSize);
        SectorPaths paths = new(folder["cache"], folder["sealed"], folder["zeros"]);
        await File.WriteAllBytesAsync(paths.Unsealed!, [], UpdateFolder.Token);
        StagedSector staged = new(vector.Identity, vector.Ticket, paths, [nothing]);
        await sealer.PreCommit2Async(await sealer.PreCommit1Async(staged, null, UpdateFolder.Token), paths, null, UpdateFolder.Token);
        SectorVector.Load("8mib").WriteUnsealed(folder["unsealed"]);

        SectorKey key = new(vector.Config, paths.Sealed, paths.Cache);
        UpdateFiles update = new(folder["update"], folder["update-cache"]);
        Assert.Equal(vector.Statement.New, await updater.EncodeAsync(key, update, folder["unsealed"], vector.Pieces, null, UpdateFolder.Token));
        Assert.Equal(vector.ReplicaSha256, SealedSector.Sha256(update.Replica));
        foreach ((string name, string sha256) in vector.CacheFiles) Assert.Equal(sha256, SealedSector.Sha256(Path.Combine(update.Cache, name)));
        byte[][] proofs = await updater.ProveAsync(key, update, vector.Statement, null, UpdateFolder.Token);
        Assert.Equal(vector.ProofSha256, proofs.Select(proof => Convert.ToHexStringLower(SHA256.HashData(proof))));
        updater.VerifyProofs(vector.Config, vector.Statement, proofs);

        using MemoryStream decoded = new();
        ReleasedKey released = new(vector.Identity, vector.Ticket, folder["scratch"]);
        Assert.Equal(vector.Statement.New.CommD,
            await updater.DecodeWithoutKeyAsync(vector.Updated(update.Replica), released, decoded, null, UpdateFolder.Token));
        Assert.Equal(File.ReadAllBytes(folder["unsealed"]), decoded.ToArray());
        string sealedBefore = SealedSector.Sha256(paths.Sealed);
        File.Delete(paths.Sealed);
        await updater.RegenerateKeyAsync(key, null, update.Replica, folder["unsealed"], vector.Statement.New.CommD, null, UpdateFolder.Token);
        Assert.Equal(sealedBefore, SealedSector.Sha256(paths.Sealed));
    }

    [Theory, MemberData(nameof(Backends))]
    public async Task The_data_of_an_update_comes_back_with_and_without_its_key(string backend)
    {
        using UpdateFolder sector = new(SealingBackends.Create(backend));
        byte[] data = File.ReadAllBytes(sector.Unsealed);
        UpdatedReplica update = sector.Vector.Updated(Repository.Vector("2kib-zero", "new-replica"));
        using MemoryStream withKey = new(), without = new();
        Assert.Equal(sector.Vector.Statement.New.CommD,
            await sector.Updater.DecodeAsync(update, sector.Key.Replica, withKey, null, UpdateFolder.Token));
        Assert.Equal(data, withKey.ToArray());
        ReleasedKey key = new(sector.Vector.Identity, sector.Vector.Ticket, sector.Folder["scratch"]);
        Assert.Equal(sector.Vector.Statement.New.CommD,
            await sector.Updater.DecodeWithoutKeyAsync(update, key, without, null, UpdateFolder.Token));
        Assert.Equal(data, without.ToArray());
    }

    [Theory, MemberData(nameof(Backends))]
    public async Task A_key_is_regenerated_byte_for_byte(string backend)
    {
        using UpdateFolder sector = new(SealingBackends.Create(backend));
        await sector.EncodeAsync();
        string tree = Path.Combine(sector.Key.Cache, SectorFileNames.TreeRLast(sector.Vector.Config, 0));
        byte[] key = File.ReadAllBytes(sector.Key.Replica), rows = File.ReadAllBytes(tree), aux = File.ReadAllBytes(
            Path.Combine(sector.Key.Cache, SectorFileNames.PersistentAux));
        File.Delete(sector.Key.Replica);
        File.Delete(tree);
        await sector.Updater.RegenerateKeyAsync(sector.Key, null, sector.Files.Replica, sector.Unsealed, sector.Vector.Statement.New.CommD, null,
            UpdateFolder.Token);
        Assert.Equal(key, File.ReadAllBytes(sector.Key.Replica));
        Assert.Equal(rows, File.ReadAllBytes(tree));
        Assert.Equal(aux, File.ReadAllBytes(Path.Combine(sector.Key.Cache, SectorFileNames.PersistentAux)));
    }
}
