using System.Security.Cryptography;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>Changed files of a cache folder and beside it: the right result, or an error that names the file.</summary>
public sealed class HostileCacheTests
{
    [Fact]
    public async Task Commit1_gives_the_right_proof_or_names_p_aux()
    {
        using SealedSector sector = await new SealedSector(SectorVector.Load("2kib"), SealingBackends.Create("native")).SealAsync();
        byte[] right = await sector.Commit1Async();
        string file = sector.Cache(SectorFileNames.PersistentAux);
        await new Fuzz(File.ReadAllBytes(file)) { Rounds = 40 }.CheckAsync(bytes => RightOrNamedAsync(sector, right, file, bytes));
    }

    [Fact]
    public async Task Commit1_does_not_depend_on_t_aux()
    {
        using SealedSector sector = await new SealedSector(SectorVector.Load("2kib"), SealingBackends.Create("native")).SealAsync();
        byte[] right = await sector.Commit1Async();
        string file = sector.Cache(SectorFileNames.TemporaryAux);
        await new Fuzz(File.ReadAllBytes(file)) { Rounds = 10 }.CheckAsync(async bytes =>
        {
            File.WriteAllBytes(file, bytes);
            Assert.Equal(right, await sector.Commit1Async());
        });
    }

    [Fact]
    public async Task PreCommit2_writes_t_aux_and_p_aux_anew_over_anything()
    {
        using SealedSector sector = await new SealedSector(SectorVector.Load("2kib"), SealingBackends.Create("native")).SealAsync();
        string temporary = sector.Cache(SectorFileNames.TemporaryAux), persistent = sector.Cache(SectorFileNames.PersistentAux);
        await new Fuzz(File.ReadAllBytes(temporary)) { Rounds = 3 }.CheckAsync(async bytes =>
        {
            await sector.PreCommit1Async();
            File.WriteAllBytes(temporary, bytes);
            File.WriteAllBytes(persistent, bytes);
            Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
            sector.AssertCacheIs("cache_files_after_pc2");
        });
    }

    [Fact]
    public async Task Commit1_gives_the_right_proof_or_names_the_synthetic_file()
    {
        using SealedSector sector = await new SealedSector(SectorVector.Load("2kib-synth"), SealingBackends.Create("native")).SealAsync();
        await sector.Sealer.GenerateSyntheticProofsAsync(sector.PreCommitted, null, SealedSector.Token);
        sector.Sealer.ClearLayers(sector.Paths.Cache);
        byte[] right = await sector.Commit1Async();
        string path = sector.Cache(SectorFileNames.SyntheticProofs);
        SyntheticProofsFile layout = new(sector.Vector.Config);
        SyntheticChallenges set = new(sector.Vector.Config.Nodes, sector.Vector.ReplicaId, sector.Vector.Commitments.CommR);
        long used = (long)layout.OffsetOf(set.SelectIndices(sector.Vector.Seed, 0, 1)[0]);
        byte[] header = new byte[SyntheticProofsFile.HeaderSize], record = new byte[layout.RecordSize];
        using (FileStream file = File.OpenRead(path))
        {
            file.ReadExactly(header);
            file.Position = used;
            file.ReadExactly(record);
        }

        // The header and a record that the seed chooses; the rest of the file is not read for this seed.
        await new Fuzz((byte[])[.. header, .. record]) { Rounds = 30 }.CheckAsync(async bytes =>
        {
            byte[] changed = [.. bytes.Concat(new byte[header.Length + record.Length]).Take(header.Length + record.Length)];
            using (FileStream file = new(path, FileMode.Open, FileAccess.Write))
            {
                file.Write(changed, 0, header.Length);
                file.Position = used;
                file.Write(changed, header.Length, record.Length);
            }

            await RightOrNamedAsync(sector, right, path, null);
        });
    }

    [Fact]
    public async Task A_changed_record_of_the_layers_never_changes_a_replica()
    {
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("native"));
        await sector.PreCommit1Async();
        foreach (string name in Directory.GetFiles(sector.Records).Select(path => Path.GetFileName(path)).ToArray())
        {
            string file = Path.Combine(sector.Records, name);
            await new Fuzz(File.ReadAllBytes(file)) { Rounds = 3 }.CheckAsync(async bytes =>
            {
                await sector.PreCommit1Async();
                File.WriteAllBytes(file, bytes);
                await sector.PreCommit1Async();
                File.WriteAllBytes(file, bytes);
                Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
                sector.AssertCacheIs("cache_files_after_pc2");
                sector.AssertReplicaIsWhole();
            });
            await sector.PreCommit1Async();
        }
    }

    [Fact]
    public async Task Changed_layer_records_are_read_or_not_there()
    {
        using SealedSector sector = new(SectorVector.Load("2kib"), SealingBackends.Create("native"));
        await sector.PreCommit1Async();
        string cache = sector.Paths.Cache, checkpoint = Path.Combine(sector.Records, SectorFileNames.LayerCheckpoint);
        string digests = Path.Combine(sector.Records, SectorFileNames.LayerDigests(1));
        string hash = LayerCheckpoint.Load(cache, sector.Vector.ReplicaId)!.Layers[0];
        new Fuzz(File.ReadAllBytes(checkpoint)) { Rounds = 300 }.Check<SealingException>(bytes =>
        {
            File.WriteAllBytes(checkpoint, bytes);
            _ = LayerCheckpoint.Load(cache, sector.Vector.ReplicaId);
        });
        new Fuzz(File.ReadAllBytes(digests)[..^Digest.Size]) { Rounds = 300 }.Check<SealingException>(bytes =>
        {
            // With its own digest right, so that what is inside is read.
            File.WriteAllBytes(digests, [.. bytes, .. SHA256.HashData(bytes)]);
            if (LayerDigests.Load(cache, 1, sector.Vector.Config.SectorSize, hash) is { } read)
                Assert.Equal(0UL, sector.Vector.Config.SectorSize % (ulong)read.RangeSize);
        });
    }

    private static async Task RightOrNamedAsync(SealedSector sector, byte[] right, string file, byte[]? bytes)
    {
        if (bytes is not null) File.WriteAllBytes(file, bytes);
        try
        {
            Assert.Equal(right, await sector.Commit1Async());
        }
        catch (SealingException e)
        {
            Assert.Contains(file, e.Message, StringComparison.Ordinal);
        }
    }
}
