using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>
/// A repository as lotus-worker leaves it (protocol spec 1.8, 5.1) is taken over: its path keeps its id and what is in it, sectors are sealed there,
/// and nothing is left that keeps lotus-worker from it.
/// </summary>
public sealed class LotusRepositoryTests
{
    private const string PathId = "d2f5a7be-5d0c-4a57-8f2b-6c1f0e2a9b11", LotusToken = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl", Kept = "s-t01000-77";

    [Fact]
    public async Task It_is_taken_over_with_its_path_and_sectors()
    {
        await using Scene scene = await Scene.StartAsync();
        await using WorkerProgram taken = new(scene.Folder.Path, scene.MinerRepository, "taken") { TimeScale = 0.05 };
        Leave(taken.Repository);
        await taken.StartReadyAsync();

        Assert.Contains(PathId, await taken.SucceedAsync("info"), StringComparison.Ordinal);
        Assert.NotEqual(LotusToken, await File.ReadAllTextAsync(Path.Combine(taken.Repository, "token"), TestContext.Current.CancellationToken));
        SectorDeclaration[] declared = (await scene.Miner.Services.Index.StorageListAsync(TestContext.Current.CancellationToken))![PathId];
        Assert.Equal([77], declared.Select(one => one.Number));

        await scene.Worker.SucceedAsync("drain");
        SectorId sector = scene.Miner.Pledge();
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        Assert.Equal(1, taken.CountInLog($"PC1 {sector} accepted"));
        await taken.SucceedAsync("drain");
        Assert.Equal(0, await taken.WaitForExitAsync());

        // lotus-worker opens no path where a name is neither a sector's nor `fetching`.
        foreach (string type in (string[])["unsealed", "sealed", "cache"])
        {
            Assert.All(Directory.EnumerateFileSystemEntries(Path.Combine(taken.Repository, type)).Select(Path.GetFileName),
                name => Assert.Matches(@"^(fetching|s-t0\d+-\d+)$", name));
        }
    }

    private static void Leave(string repository)
    {
        string[] folders =
            ["keystore", "datastore/metadata", "datastore/f3", "unsealed", "sealed", "cache", "update", "update-cache", "piece"];
        foreach (string folder in folders)
            Directory.CreateDirectory(Path.Combine(repository, folder));
        File.WriteAllText(Path.Combine(repository, "datastore", "metadata", "CURRENT"), "MANIFEST-000000\n");
        File.WriteAllText(Path.Combine(repository, "config.toml"), "");
        File.WriteAllText(Path.Combine(repository, "repo.lock"), "");
        File.WriteAllText(Path.Combine(repository, "token"), LotusToken);
        File.WriteAllText(Path.Combine(repository, "storage.json"), $$"""
            {
              "StoragePaths": [
                {
                  "Path": "{{repository}}"
                }
              ]
            }
            """);
        File.WriteAllText(Path.Combine(repository, "sectorstore.json"), $$"""
            {
              "ID": "{{PathId}}",
              "Weight": 10, "CanSeal": true, "CanStore": false, "MaxStorage": 0, "Groups": null, "AllowTo": null,
              "AllowTypes": null, "DenyTypes": null, "AllowMiners": null, "DenyMiners": null
            }
            """);
        File.WriteAllBytes(Path.Combine(repository, "sealed", Kept), new byte[2048]);
    }
}
