using System.Security.Cryptography;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
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
        using ShapedUpdate sector = new(size);
        SectorUpdater updater = new(new BackendPool([SealingBackends.Create(backend)]), new SealingOptions { Threads = 2 });
        await sector.EncodeAsync(updater);
        UpdateStatement statement = sector.Statement;
        byte[][] proofs = await updater.ProveAsync(sector.Key, sector.Files, statement, null, UpdateFolder.Token);
        Assert.Equal(UpdateRules.For(sector.Config).Partitions, proofs.Length);
        updater.VerifyProofs(sector.Config, statement, proofs);
        using MemoryStream decoded = new();
        UpdatedReplica updated = new(sector.Config, sector.Files.Replica, statement.OldCommR, statement.New.CommD);
        Assert.Equal(statement.New.CommD, await updater.DecodeAsync(updated, sector.Key.Replica, decoded, null, UpdateFolder.Token));
        Assert.Equal(sector.Data, decoded.ToArray());
        await sector.RegenerateKeyAsync(updater);
    }

    [Theory, MemberData(nameof(Backends))]
    public async Task An_update_of_8_MiB_in_four_partitions_is_the_reference_s(string backend)
    {
        if (backend == "managed") LongTests.Need();
        using LargeUpdate sector = new(new BackendPool([SealingBackends.Create(backend)]));
        UpdateVector vector = sector.Vector;
        await sector.EncodeAsync();
        byte[][] proofs = await sector.Updater.ProveAsync(sector.Key, sector.Files, vector.Statement, null, UpdateFolder.Token);
        Assert.Equal(vector.ProofSha256, proofs.Select(proof => Convert.ToHexStringLower(SHA256.HashData(proof))));
        sector.Updater.VerifyProofs(vector.Config, vector.Statement, proofs);

        using MemoryStream decoded = new();
        ReleasedKey released = new(vector.Identity, vector.Ticket, sector.Folder["scratch"]);
        Assert.Equal(vector.Statement.New.CommD,
            await sector.Updater.DecodeWithoutKeyAsync(vector.Updated(sector.Files.Replica), released, decoded, null, UpdateFolder.Token));
        Assert.Equal(File.ReadAllBytes(sector.Unsealed), decoded.ToArray());
        await sector.RegenerateKeyAsync();
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
