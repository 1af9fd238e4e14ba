using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Tests.Fakes;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.DevMiner.Tests.V0;

/// <summary>The protocol of v0.3.0 with a worker that really seals 2 KiB, and what the miner's own checks refuse.</summary>
public class V0MinerTests
{
    private static readonly SectorSealer Sealer = new(new ManagedSealingBackend(), new SealingOptions { ParentsCacheDirectory = null, Threads = 1 });

    [Fact]
    public async Task A_sector_is_sealed_proved_and_finalized_and_a_gone_worker_disappears()
    {
        await using TestMiner miner = await TestMiner.StartAsync(Options);
        IV0MinerAdminApi admin = RpcClient.Create<IV0MinerAdminApi>(new ApiInfo(miner.Host.AdminToken, miner.Host.RpcUrl));
        V0Worker worker = await V0Worker.StartAsync(miner.Host, Sealer, StorageOf(miner.Folder));
        Assert.Equal(768u, (await worker.Miner.VersionAsync(default)).ApiVersion);
        Assert.Equal("seed", Assert.Single((await admin.WorkerStatsAsync(default))!).Value.Info.Hostname);
        SectorId sector = miner.Host.Pledge();
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.Proving, Patience.Limit);
        string[] left = [.. Directory.EnumerateFiles(Path.Combine(StorageOf(miner.Folder), "cache", sector.ToString()))
            .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"], left);
        Assert.False(File.Exists(Path.Combine(StorageOf(miner.Folder), "unsealed", sector.ToString())));

        await worker.DisposeAsync();
        await Patience.UntilAsync("the worker disappears", async () => (await admin.WorkerStatsAsync(default))!.Count == 0);
    }

    [Fact]
    public async Task A_false_CommD_is_refused_before_the_seed()
    {
        await using TestMiner miner = await TestMiner.StartAsync(Options);
        await using V0Worker worker = await V0Worker.StartAsync(miner.Host, Sealer, StorageOf(miner.Folder));
        Cid other = Cid.FromCommP(new Digest([.. Enumerable.Repeat((byte)3, 32)]));
        worker.Report = cids => cids with { Unsealed = other };
        SectorId sector = miner.Host.Pledge();
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.SealPreCommit2Failed, Patience.Limit);
    }

    [Fact]
    public async Task A_false_CommR_does_not_get_past_Commit1()
    {
        await using TestMiner miner = await TestMiner.StartAsync(Options);
        await using V0Worker worker = await V0Worker.StartAsync(miner.Host, Sealer, StorageOf(miner.Folder));
        worker.Report = cids => cids with { Sealed = FakeWorker.SomeReplica };
        SectorId sector = miner.Host.Pledge();
        await miner.Host.WaitForStateAsync(sector.Number, SectorState.CommitFailed, Patience.Limit);
    }

    private static string StorageOf(string folder) => Path.Combine(folder, "store");

    private static DevMinerOptions Options(DevMinerOptions options) => options with
    {
        Generation = LotusGeneration.V0,
        Sealer = Sealer,
        StoragePath = StorageOf(options.RepositoryPath),
        Pipeline = options.Pipeline with
        {
            ProofType = RegisteredSealProof.StackedDrg2KiBV1,
            VerifyProofs = true,
            // A sector stays in its failure state.
            CoolDown = TimeSpan.FromHours(1),
        },
    };
}
