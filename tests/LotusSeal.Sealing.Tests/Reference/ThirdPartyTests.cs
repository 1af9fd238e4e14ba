using System.Text.Json;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Reference;

/// <summary>Values that others published; their files are not part of the repository.</summary>
public sealed class ThirdPartyTests
{
    public static TheoryData<string> Backends => SealingBackends.Available;

    [Fact]
    public async Task Parents_files_have_the_digests_that_the_network_knows()
    {
        using JsonDocument digests = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Repository.SharedOrSkip("vectors", "third-party", "rust-fil-proofs-parent_cache.json")));
        using TemporaryFolder folder = new();
        SectorSealer sealer = new(SealingBackends.Create("managed"), new SealingOptions { Threads = 2, ParentsCacheDirectory = null });
        foreach (RegisteredSealProof proof in Enum.GetValues<RegisteredSealProof>().Where(proof => (int)proof < 10))
        {
            PoRepConfig config = PoRepConfig.ForProof(proof);
            string name = Path.GetFileNameWithoutExtension(SectorGraph.ParentsFileName(SectorGraph.SeedsOf(config)));
            JsonElement known = digests.RootElement.GetProperty(name);
            Assert.Equal(config.SectorSize, known.GetProperty("sector_size").GetUInt64());
            if (config.SectorSize != 2048) continue;
            await sealer.WriteParentsAsync(config, folder[name], null, SealedSector.Token);
            Assert.Equal(known.GetProperty("digest").GetString(), SealedSector.Sha256(folder[name]));
        }
    }

    /// <summary>A sector of this size that managed code seals is in PostSectorProofTests, too: here it is a long test.</summary>
    [Theory, MemberData(nameof(Backends))]
    public async Task A_real_sector_of_8_MiB_of_zeroes_has_its_CommR(string backend)
    {
        if (backend == new ManagedSealingBackend().Name) LongTests.Need();
        Repository.SharedOrSkip("vectors", "third-party", "gevulot-c2-input-8MiB.bincode.zst");
        using TemporaryFolder folder = new();
        PoRepConfig config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg8MiBV1_1);
        SectorPaths paths = new(folder["cache"], folder["sealed"], "/dev/null");
        SectorSealer sealer = new(SealingBackends.Create(backend), new SealingOptions { Threads = 2, ParentsCacheDirectory = folder["parents"] });
        SealIdentity sector = new(config, ProverId.FromMiner(1006), 1498);
        SealTicket ticket = new(Digest.FromHex("e3c4669a5f026a37235a0d54ff40e8d9eef98f557304a453a207eef6d9d962a0"));
        PieceCommitment[] pieces = [new(ZeroPieces.Commitment(config.SectorSize), config.DataSize)];
        PreCommit1Output output = await sealer.PreCommit1Async(new StagedSector(sector, ticket, paths, pieces), null, SealedSector.Token);
        SealCommitments commitments = await sealer.PreCommit2Async(output, paths, null, SealedSector.Token);
        Assert.Equal("7c990c5ee4d86658bf25a7acc38592559d6bde484b733719235bfa36ad69bd4b", commitments.CommR.ToString());
    }
}
