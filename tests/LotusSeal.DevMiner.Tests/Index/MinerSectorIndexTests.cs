using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.DevMiner.Tests.Index;

public class MinerSectorIndexTests
{
    private static readonly SectorId Sector = new(1000, 1);
    private static readonly FsStat Roomy = new(1 << 30, 1 << 30, 1 << 30, 0, 0, 0);
    private readonly FakeTimeProvider _time = new();
    private readonly MinerSectorIndex _index;

    public MinerSectorIndexTests() => _index = new MinerSectorIndex(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attaching_again_merges_the_addresses_and_drops_unknown_types()
    {
        await AttachAsync("a", urls: ["http://one/remote"]);
        await _index.StorageAttachAsync(new StorageInfo("a", ["http://two/remote"], 5, 0, true, false, AllowTypes: ["sealed", "nonsense"]),
            Roomy, Token);
        StorageInfo info = await _index.StorageInfoAsync("a", Token);
        Assert.Equal(["http://one/remote", "http://two/remote"], info.Urls!);
        Assert.Equal(["sealed"], info.AllowTypes!);
        Assert.Equal(5UL, info.Weight);
        await Assert.ThrowsAsync<StorageException>(() => _index.StorageInfoAsync("unknown", Token));
    }

    [Fact]
    public async Task Detaching_the_last_address_forgets_the_path_and_its_files()
    {
        await AttachAsync("a", urls: ["http://one/remote", "http://two/remote"]);
        await _index.StorageDeclareSectorAsync("a", Sector, SectorFileType.Sealed, false, Token);
        await _index.StorageDetachAsync("a", "http://one/remote", Token);
        Assert.Single(await FindAsync(SectorFileType.Sealed));
        await Assert.ThrowsAsync<StorageException>(() => _index.StorageDetachAsync("a", "http://three/remote", Token));
        await _index.StorageDetachAsync("a", "http://two/remote", Token);
        Assert.Empty(await FindAsync(SectorFileType.Sealed));
        await Assert.ThrowsAsync<StorageException>(() => _index.StorageDetachAsync("a", "http://two/remote", Token));
    }

    [Fact]
    public async Task A_declaration_is_upgraded_to_primary_and_never_back()
    {
        await AttachAsync("a");
        foreach ((bool declared, bool expected) in new[] { (false, false), (true, true), (false, true) })
        {
            await _index.StorageDeclareSectorAsync("a", Sector, SectorFileType.Sealed | SectorFileType.Cache, declared, Token);
            Assert.Equal(expected, Assert.Single(await FindAsync(SectorFileType.Cache)).Primary);
        }

        await _index.StorageDropSectorAsync("a", Sector, SectorFileType.Sealed | SectorFileType.Unsealed, Token);
        Assert.Empty(await FindAsync(SectorFileType.Sealed));
        Assert.Equal([new SectorDeclaration(1000, 1, SectorFileType.Cache)], (await _index.StorageListAsync(Token))!["a"]);
    }

    [Fact]
    public async Task A_holder_is_listed_with_address_and_weight_for_what_it_holds()
    {
        await AttachAsync("a", weight: 7);
        await _index.StorageDeclareSectorAsync("a", Sector, SectorFileType.Sealed | SectorFileType.Cache, false, Token);
        Assert.Equal(["http://a/remote/sealed/s-t01000-1"], Assert.Single(await FindAsync(SectorFileType.Sealed)).Urls!);
        SectorStorageInfo both = Assert.Single(await FindAsync(SectorFileType.Sealed | SectorFileType.Cache | SectorFileType.Unsealed));
        Assert.Equal((14UL, "http://a/remote"), (both.Weight, both.BaseUrls![0]));
        Assert.Empty((await _index.StorageFindSectorAsync(new SectorId(1, 1), SectorFileType.Sealed, 0, false, Token))!);
    }

    [Fact]
    public async Task Fetch_targets_need_space_health_a_matching_group_and_consent()
    {
        await AttachAsync("holder", change: info => info with { AllowTo = ["g"] });
        await AttachAsync("good", change: info => info with { Groups = ["g"] });
        await AttachAsync("other-group", change: info => info with { Groups = ["h"] });
        await AttachAsync("no-seal", change: info => info with { CanSeal = false, Groups = ["g"] });
        await AttachAsync("not-us", change: info => info with { DenyMiners = ["f01000"], Groups = ["g"] });
        await AttachAsync("no-type", change: info => info with { AllowTypes = ["cache"], Groups = ["g"] });
        await AttachAsync("full", Roomy with { Available = 2047 }, change: info => info with { Groups = ["g"] });
        await AttachAsync("ill", change: info => info with { Groups = ["g"] });
        await _index.StorageReportHealthAsync("ill", new HealthReport(Roomy, "broken"), Token);
        await _index.StorageDeclareSectorAsync("holder", Sector, SectorFileType.Sealed, false, Token);
        SectorStorageInfo[] found = (await _index.StorageFindSectorAsync(Sector, SectorFileType.Sealed, 2048, true, Token))!;
        Assert.Equal(["holder", "good"], found.Select(info => info.Id));
        Assert.Equal(0UL, found[1].Weight);
    }

    [Fact]
    public async Task The_best_place_is_sorted_by_space_and_weight_and_needs_a_young_heartbeat()
    {
        await AttachAsync("light", Roomy, weight: 1);
        await AttachAsync("heavy", Roomy, weight: 9);
        await AttachAsync("store", Roomy, weight: 9, change: info => info with { CanSeal = false, CanStore = true });
        Assert.Equal(["heavy", "light"], (await AllocAsync(PathType.Sealing)).Select(info => info.Id));
        Assert.Equal(["store"], (await AllocAsync(PathType.Storage)).Select(info => info.Id));

        // Attaching a known path does not refresh its heartbeat; a report does.
        _time.Advance(TimeSpan.FromSeconds(51));
        await AttachAsync("heavy", Roomy, weight: 9);
        Assert.Equal("no good path found", (await Assert.ThrowsAsync<StorageException>(() => AllocAsync(PathType.Sealing))).Message);
        await _index.StorageReportHealthAsync("light", new HealthReport(Roomy, ""), Token);
        Assert.Equal(["light"], (await AllocAsync(PathType.Sealing)).Select(info => info.Id));
        Assert.Equal(TimeSpan.FromSeconds(51), _index.Health()["heavy"].Age);
        Assert.Equal("health report for unknown storage: x",
            (await Assert.ThrowsAsync<StorageException>(() => _index.StorageReportHealthAsync("x", new HealthReport(Roomy, ""), Token))).Message);
    }

    [Theory]
    [InlineData(PathType.Sealing, 28876, true)]
    [InlineData(PathType.Sealing, 28875, false)]
    [InlineData(PathType.Storage, 204, true)]
    [InlineData(PathType.Storage, 203, false)]
    public async Task A_cache_needs_fourteen_sectors_while_sealing_and_a_tenth_later(PathType pathType, long available, bool fits)
    {
        await AttachAsync("a", Roomy with { Available = available }, change: info => info with { CanStore = true });
        if (fits) Assert.Single((await _index.StorageBestAllocAsync(SectorFileType.Cache, 2048, pathType, 1000, Token))!);
        else await Assert.ThrowsAsync<StorageException>(() => _index.StorageBestAllocAsync(SectorFileType.Cache, 2048, pathType, 1000, Token));
    }

    [Fact]
    public async Task The_state_survives_a_restart()
    {
        using TemporaryFolder folder = new();
        await AttachAsync("a", change: info => info with { Groups = ["g"] });
        await _index.StorageDeclareSectorAsync("a", Sector, SectorFileType.Sealed, true, Token);
        _index.Save(folder["index.json"]);
        MinerSectorIndex again = new(_time);
        again.Load(folder["missing.json"]);
        Assert.Empty(again.PathIds);
        again.Load(folder["index.json"]);
        SectorStorageInfo found = Assert.Single((await again.StorageFindSectorAsync(Sector, SectorFileType.Sealed, 0, false, Token))!);
        Assert.Equal(("a", true), (found.Id, found.Primary));
        Assert.Equal(["g"], (await again.StorageInfoAsync("a", Token)).Groups!);
        await File.WriteAllTextAsync(folder["bad.json"], "{", Token);
        Assert.Throws<StorageException>(() => again.Load(folder["bad.json"]));
    }

    private Task AttachAsync(string id, FsStat? stat = null, ulong weight = 10, string[]? urls = null, Func<StorageInfo, StorageInfo>? change = null)
    {
        StorageInfo info = new(id, urls ?? [$"http://{id}/remote"], weight, 0, true, false);
        return _index.StorageAttachAsync(change?.Invoke(info) ?? info, stat ?? Roomy, Token);
    }

    private async Task<SectorStorageInfo[]> FindAsync(SectorFileType types) => (await _index.StorageFindSectorAsync(Sector, types, 0, false, Token))!;

    private async Task<StorageInfo[]> AllocAsync(PathType pathType) =>
        (await _index.StorageBestAllocAsync(SectorFileType.Sealed, 2048, pathType, 1000, Token))!;
}
