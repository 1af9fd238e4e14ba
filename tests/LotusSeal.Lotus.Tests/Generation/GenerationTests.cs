using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Tests.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Tests.Generation;

/// <summary>Telling the generations apart, and the index of the older one.</summary>
public sealed class GenerationTests
{
    private static readonly SectorId Sector = new(1000, 9);

    [Theory]
    [InlineData(66816, LotusGeneration.Current)]
    [InlineData(66817, LotusGeneration.Current)]
    [InlineData(768, LotusGeneration.V0)]
    public async Task A_miner_is_recognised_by_its_version(uint version, LotusGeneration generation)
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync(
            200, $$"""{"id":1,"jsonrpc":"2.0","result":{"Version":"x","BlockDelay":30,"APIVersion":{{version}} } }""");
        Assert.Equal(generation, await GenerationProbe.DetectAsync(peer.Info.ToWebSocket()));
    }

    [Theory]
    [InlineData("""{"Version":"x","APIVersion":67072,"BlockDelay":30}""", "1.6.0")]
    [InlineData("null", "0.0.0")]
    public async Task Another_version_is_a_clear_error(string result, string shown)
    {
        await using ScriptedRpcPeer peer = await ScriptedRpcPeer.StartAsync(200, $$"""{"id":1,"jsonrpc":"2.0","result":{{result}} }""");
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => GenerationProbe.DetectAsync(peer.Info));
        Assert.StartsWith("lotus-miner API version doesn't match: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(shown, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, RegisteredSealProof.StackedDrg2KiBV1, 2048UL)]
    [InlineData(5, RegisteredSealProof.StackedDrg8MiBV1, 8UL << 20)]
    [InlineData(7, RegisteredSealProof.StackedDrg512MiBV1, 512UL << 20)]
    [InlineData(1, RegisteredSealProof.StackedDrg32GiBV1, 32UL << 30)]
    [InlineData(17, RegisteredSealProof.StackedDrg64GiBV1, 64UL << 30)]
    public void V0_proof_numbers_map_both_ways(int number, RegisteredSealProof proof, ulong size)
    {
        Assert.Equal(proof, V0Proofs.FromV0(number));
        Assert.Equal(number, V0Proofs.ToV0(proof));
        Assert.Equal(number, V0Proofs.ToV0(proof + 5));
        Assert.Equal(number, V0Proofs.ForSectorSize(size));
    }

    [Fact]
    public void Other_seed_numbers_are_errors()
    {
        Assert.Contains("9", Assert.Throws<ArgumentException>(() => V0Proofs.FromV0(9)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => V0Proofs.ToV0((RegisteredSealProof)20));
        Assert.Throws<ArgumentException>(() => V0Proofs.ForSectorSize(4096));
    }

    [Fact]
    public async Task The_index_of_a_seed_miner_has_the_current_shape()
    {
        V0Miner miner = new();
        await using TestHost host = await TestHost.StartAsync(server => server.Serve<IV0MinerApi>(miner));
        await using RpcConnection connection = RpcConnection.Open(host.Info.ToWebSocket(), RpcClientOptions.V0);
        V0SectorIndex index = new(connection.As<IV0MinerApi>());
        FsStat stat = new(100, 50, 50, -1, 0, -7);
        await index.StorageAttachAsync(new StorageInfo("p", ["http://w/remote"], 10, 5, true, false), stat, default);
        await index.StorageReportHealthAsync("p", new HealthReport(stat, ""), default);
        await index.StorageReportHealthAsync("p", new HealthReport(stat, "disk gone"), default);
        await index.StorageDeclareSectorAsync("p", Sector, SectorFileType.Sealed, true, default);
        await index.StorageDropSectorAsync("p", Sector, SectorFileType.Sealed, default);
        await index.StorageDetachAsync("p", "http://w/remote", default);
        Assert.Empty((await index.StorageListAsync(default))!);
        Assert.Equal("p", (await index.StorageInfoAsync("p", default)).Id);
        SectorStorageInfo found = Assert.Single((await index.StorageFindSectorAsync(Sector, SectorFileType.Sealed, 2048, true, default))!);
        Assert.Equal("http://w/remote/sealed/s-t01000-9", Assert.Single(found.Urls!));
        Assert.Equal("http://w/remote", Assert.Single(found.BaseUrls!));
        Assert.True(found.Primary);
        Assert.Equal("p", Assert.Single((await index.StorageBestAllocAsync(SectorFileType.Cache, 2048, PathType.Sealing, 1000, default))!).Id);
        Assert.Equal(
            ["attach p 100 50 0", "health p", "declare p s-t01000-9 Sealed", "drop p s-t01000-9 Sealed", "info p", "find s-t01000-9 Sealed True",
            "alloc Cache 3 True"],
            miner.Calls);
    }

    private sealed class V0Miner : IV0MinerApi
    {
        private static readonly V0StorageInfo Path = new("p", ["http://w/remote/sealed/s-t01000-9"], 10, true, false,
            DateTimeOffset.MinValue, null);

        public List<string> Calls { get; } = [];

        public Task<NodeVersion> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(new NodeVersion("v", 768, 30, null));

        public Task<string> ActorAddressAsync(CancellationToken cancellationToken) => Task.FromResult("t01000");

        public Task<ulong> ActorSectorSizeAsync(string address, CancellationToken cancellationToken) => Task.FromResult(2048UL);

        public Task<string[]?> AuthVerifyAsync(string token, CancellationToken cancellationToken) => Task.FromResult<string[]?>(["admin"]);

        public Task WorkerConnectAsync(string url, CancellationToken cancellationToken) => Log($"connect {url}");

        public Task StorageAttachAsync(V0StorageInfo info, V0FsStat stat, CancellationToken cancellationToken) =>
            Log($"attach {info.Id} {stat.Capacity} {stat.Available} {stat.Used}");

        public async Task<V0StorageInfo> StorageInfoAsync(string id, CancellationToken cancellationToken)
        {
            await Log($"info {id}");
            return Path;
        }

        public Task StorageReportHealthAsync(string id, V0HealthReport report, CancellationToken cancellationToken) => Log($"health {id}");

        public Task StorageDeclareSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
            Log($"declare {id} {sector} {type}");

        public Task StorageDropSectorAsync(string id, SectorId sector, SectorFileType type, CancellationToken cancellationToken) =>
            Log($"drop {id} {sector} {type}");

        public async Task<V0StorageInfo[]?> StorageFindSectorAsync(SectorId sector, SectorFileType types, bool allowFetch,
            CancellationToken cancellationToken)
        {
            await Log($"find {sector} {types} {allowFetch}");
            return [Path];
        }

        public async Task<V0StorageInfo[]?> StorageBestAllocAsync(SectorFileType types, int registeredProof, bool sealing,
            CancellationToken cancellationToken)
        {
            await Log($"alloc {types} {registeredProof} {sealing}");
            return [Path];
        }

        private Task Log(string call)
        {
            Calls.Add(call);
            return Task.CompletedTask;
        }
    }
}
