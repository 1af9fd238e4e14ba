using System.Text.Json;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Sealing.Tests.VanillaProofs;

/// <summary>Vanilla proofs of spacetime, byte for byte those of the reference.</summary>
public sealed class PostSectorProofTests
{
    public static TheoryData<string, string> Small => SealingBackends.With(PostVector.Small);

    public static TheoryData<string> Backends => SealingBackends.Available;

    public static TheoryData<string> Sizes => [.. PostVector.Small, "8mib"];

    [Theory, MemberData(nameof(Small))]
    public async Task Sealed_and_updated_sectors_of_every_tree_shape_are_proved(string backend, string size)
    {
        SectorSealer sealer = Sealer(backend);
        foreach (PostVector vector in PostVector.Load(size))
            Assert.Equal(vector.Expected, await sealer.ProvePostSectorAsync(vector.Sector, vector.Challenges, SealedSector.Token));
    }

    [Theory, MemberData(nameof(Backends))]
    public async Task A_sector_of_8_MiB_is_proved(string backend)
    {
        using TemporaryFolder folder = new();
        PostVector[] vectors = [.. PostVector.Load("8mib").Where(vector => vector.Number == 1)];
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.Vector("post-8mib.json"), SealedSector.Token));
        JsonElement json = document.RootElement.GetProperty("sectors").EnumerateArray().First(one => one.GetProperty("sector_id").GetUInt64() == 1);
        PoRepConfig config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg8MiBV1_1);
        SectorSealer sealer = Sealer(backend);
        SectorPaths paths = new(folder["cache"], folder["sealed"], folder["unsealed"]);
        PieceCommitment piece;
        await using (FileStream unsealed = new(paths.Unsealed!, FileMode.Create, FileAccess.ReadWrite))
        {
            piece = await sealer.WritePieceAsync(new MemoryStream(PostVector.Data(json.GetProperty("stream").GetString()!, config)),
                config.DataSize, unsealed, default, SealedSector.Token);
        }

        SealTicket ticket = new(Digest.FromHex(json.GetProperty("ticket").GetString()!));
        StagedSector staged = new(new SealIdentity(config, ProverId.FromMiner(1000), 1), ticket, paths, [piece]);
        PreCommit1Output output = await sealer.PreCommit1Async(staged, null, SealedSector.Token);
        SealCommitments commitments = await sealer.PreCommit2Async(output, paths, null, SealedSector.Token);
        Assert.Equal(vectors[0].CommR, commitments.CommR);
        sealer.ClearCache(paths.Cache);
        foreach (PostVector vector in vectors)
        {
            PostSector sector = new(config, 1, commitments.CommR, paths.Sealed, paths.Cache);
            Assert.Equal(vector.Expected, await sealer.ProvePostSectorAsync(sector, vector.Challenges, SealedSector.Token));
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Proofs_of_the_reference_are_read_verified_and_written_again(string size)
    {
        foreach (PostVector vector in PostVector.Load(size))
        {
            PostSectorProof proof = PostProofFormat.Read(vector.Config, vector.Expected);
            Assert.Equal((vector.Number, vector.CommR, vector.Challenges.Length), (proof.SectorNumber, proof.CommR, proof.Inclusions.Count));
            Assert.Null(new PostProofVerifier(vector.Config).FindFault(proof, vector.CommR, vector.Challenges));
            Assert.Equal(vector.Expected, PostProofFormat.Write(vector.Config, proof));
            Assert.Equal(vector.Expected.Length, PostProofFormat.LengthOf(vector.Config, vector.Challenges.Length));
        }
    }

    [Fact]
    public void The_proof_of_a_real_sector_of_32_GiB_holds()
    {
        byte[] bytes = File.ReadAllBytes(Repository.SharedOrSkip("vectors", "third-party", "curio-post.vproof"));
        PoRepConfig config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg32GiBV1_1);
        PostSectorProof proof = PostProofFormat.Read(config, bytes);
        Assert.Equal("df691086e3c673c95a45908713d4c5938e5ced43f21b888bd9bc6e181c9f326b", proof.CommR.ToString());
        ulong[] challenges = PostChallenges.Draw(default, 1, 0, 10, config.Nodes);
        Assert.Equal([707914199, 439148358, 967788220, 548708700, 1061661429, 6202012, 1055504637, 389535735, 1000069704, 600088878], challenges);
        Assert.Null(new PostProofVerifier(config).FindFault(proof, proof.CommR, challenges));
        Assert.Equal(bytes, PostProofFormat.Write(config, proof));
    }

    [Theory]
    [InlineData(RegisteredSealProof.StackedDrg32GiBV1_1, 24_960, 3)]
    [InlineData(RegisteredSealProof.StackedDrg64GiBV1_1, 25_520, 11)]
    public async Task Sectors_of_full_size_are_proved_and_of_their_trees_the_damaged_one_is_named(RegisteredSealProof proof, int length, int tree)
    {
        using TemporaryFolder folder = new();
        PoRepConfig config = PoRepConfig.ForProof(proof);
        ulong[] challenges = PostChallenges.Draw(default, 1, 0, 9, config.Nodes);
        challenges = [.. challenges, config.Nodes / (ulong)config.BaseTrees * (ulong)tree];
        PostSector sector = SparseSector.Create(config, folder.Path, challenges, new Random(1));
        byte[] bytes = await Sealer("native").ProvePostSectorAsync(sector, challenges, SealedSector.Token);
        Assert.Equal(length, bytes.Length);
        Assert.Null(new PostProofVerifier(config).FindFault(PostProofFormat.Read(config, bytes), sector.CommR, challenges));

        string file = Path.Combine(sector.CacheDirectory, $"sc-02-data-tree-r-last-{tree}.dat");
        await RefusedAsync(32, $"{file} is damaged");
        await RefusedAsync(new FileInfo(file).Length - 32, $"{file}: the root does not follow from the row below it");

        async Task RefusedAsync(long offset, string expected)
        {
            Damage.Flip(file, offset);
            SealingException refused = await Assert.ThrowsAsync<SealingException>(
                () => Sealer("native").ProvePostSectorAsync(sector, challenges, SealedSector.Token));
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
            Damage.Flip(file, offset);
        }
    }

    [Fact]
    public void A_proof_that_was_changed_in_any_place_is_malformed_or_does_not_hold()
    {
        foreach (string size in (string[])["2kib", "32kib"])
        {
            PostVector vector = PostVector.Load(size).First();
            byte[] bytes = vector.Expected;
            PostProofVerifier verifier = new(vector.Config);
            for (int at = sizeof(ulong); at < bytes.Length; at += 5)
            {
                byte[] changed = [.. bytes];
                changed[at] ^= 1;
                Assert.True(FindFault(changed) is not null, $"{size}: byte {at}");
            }

            string? FindFault(byte[] changed)
            {
                try
                {
                    return verifier.FindFault(PostProofFormat.Read(vector.Config, changed), vector.CommR, vector.Challenges)?.Reason;
                }
                catch (SealingException malformed)
                {
                    return malformed.Message;
                }
            }
        }
    }

    [Fact]
    public void What_is_read_is_what_would_be_written()
    {
        PostVector vector = PostVector.Load("16kib").First();
        new Fuzz(vector.Expected).Check<SealingException>(bytes =>
            Assert.Equal(bytes, PostProofFormat.Write(vector.Config, PostProofFormat.Read(vector.Config, bytes))));
    }

    private static SectorSealer Sealer(string backend) =>
        new(SealingBackends.Create(backend), new SealingOptions { Threads = 2, ParentsCacheDirectory = null });
}
