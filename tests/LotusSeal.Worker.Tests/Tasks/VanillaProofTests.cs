using System.Net;
using System.Text.Json;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>Sectors in the worker's own storage are proved to the miner.</summary>
public sealed class VanillaProofTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] Ticket = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Seed = [.. Enumerable.Range(32, 32).Select(i => (byte)i)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sealed_and_updated_sectors_are_proved_as_by_the_reference()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await StartAsync(miner);
        using JsonDocument vectors = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.Vector("post-2kib.json"), None));
        int compared = 0;
        foreach (JsonElement test in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            RegisteredPoStProof proof = (RegisteredPoStProof)test.GetProperty("registered_post_proof").GetInt32();
            foreach (JsonElement sector in test.GetProperty("sectors").EnumerateArray())
            {
                (HttpStatusCode status, byte[] body) = await PostAsync(worker, "single", RequestOf(sector, proof));
                Assert.Equal(HttpStatusCode.OK, status);
                string expected = Repository.Vector("post-2kib", sector.GetProperty("vanilla_file").GetString()!);
                Assert.Equal(await File.ReadAllBytesAsync(expected, None), body);
                compared++;
            }
        }
        Assert.NotEqual(0, compared);
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_the_worker_goes_on()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await StartAsync(miner);
        using JsonDocument vectors = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.Vector("post-2kib.json"), None));
        JsonElement[] sectors = [.. vectors.RootElement.GetProperty("cases").EnumerateArray()
            .First(test => test.GetProperty("name").GetString() == "window-v1_1-3").GetProperty("sectors").EnumerateArray()];
        string replica = _folder["store", "sealed", "s-t01000-2"];
        string tree = _folder["store", "update-cache", "s-t01000-300", "sc-02-data-tree-r-last.dat"];
        await FlipAsync(replica);
        await FlipAsync(tree);
        await RefusedAsync(sectors[0], replica);
        await RefusedAsync(sectors[2], tree);
        (HttpStatusCode sound, _) = await PostAsync(worker, "single", RequestOf(sectors[1], RegisteredPoStProof.StackedDrgWindow2KiBV1_1));
        Assert.Equal(HttpStatusCode.OK, sound);

        async Task RefusedAsync(JsonElement sector, string named)
        {
            (HttpStatusCode status, byte[] body) = await PostAsync(worker, "single", RequestOf(sector, RegisteredPoStProof.StackedDrgWindow2KiBV1_1));
            Assert.Equal(HttpStatusCode.InternalServerError, status);
            Assert.Contains(named, System.Text.Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_proof_of_replication_is_the_output_of_Commit1()
    {
        SectorRef sector = new(new SectorId(1000, 9), RegisteredSealProof.StackedDrg2KiBV1_1);
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await StartAsync(miner);
        async Task<ReturnedCall> Run(Task<CallId> call) => await miner.ReturnOf(await call);
        byte[] data = new byte[2032];
        new Random(7).NextBytes(data);
        PieceInfo piece = (await Run(worker.Api.AddPieceAsync(sector, [], 2032, PieceReaders.Push(new MemoryStream(data)), None))).Ok<PieceInfo>();
        byte[] output = (await Run(worker.Api.SealPreCommit1Async(sector, Ticket, [piece], None))).Ok<byte[]>();
        SectorCids cids = (await Run(worker.Api.SealPreCommit2Async(sector, output, None))).Ok<SectorCids>();
        byte[] proofs = (await Run(worker.Api.SealCommit1Async(sector, Ticket, Seed, [piece], cids, None))).Ok<byte[]>();

        PoRepVanillaRequest request = new(sector, cids.Sealed, cids.Unsealed, Ticket, Seed);
        (HttpStatusCode status, byte[] body) = await PostAsync(worker, "porep", request);
        Assert.Equal((HttpStatusCode.OK, proofs.Length), (status, body.Length));
        Assert.Equal(proofs, body);
        await RefusedAsync(request with { Seed = [1] }, "seed: 32 bytes are needed, got 1");
        await RefusedAsync(request with { Sealed = cids.Unsealed }, "Sealed: ");
        Assert.Null((await Run(worker.Api.FinalizeSectorAsync(sector, None))).Error);
        await RefusedAsync(request, _folder["repo", "cache", "s-t01000-9", "sc-02-data-layer-1.dat"] + " is missing");

        async Task RefusedAsync(PoRepVanillaRequest refused, string reason)
        {
            (HttpStatusCode answered, byte[] text) = await PostAsync(worker, "porep", refused);
            Assert.Equal(HttpStatusCode.InternalServerError, answered);
            Assert.StartsWith(reason, System.Text.Encoding.UTF8.GetString(text), StringComparison.Ordinal);
        }
    }

    /// <summary>A worker whose store holds the sectors of the vectors.</summary>
    private async Task<RunningWorker> StartAsync(FakeMiner miner)
    {
        string store = _folder["store"];
        VectorStore.Create(store);
        RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        await worker.Api.StorageAddLocalAsync(store, None);
        return worker;
    }

    private static SingleVanillaRequest RequestOf(JsonElement sector, RegisteredPoStProof proof) =>
        new(1000, VectorStore.ChallengeOf(sector), proof);

    private static async Task<(HttpStatusCode Status, byte[] Body)> PostAsync<T>(RunningWorker worker, string kind, T request)
    {
        using HttpResponseMessage answer =
            await worker.Http.PostAsync($"/remote/vanilla/{kind}", new ByteArrayContent(LotusJson.Serialize(request)), None);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(None));
    }

    private static async Task FlipAsync(string path)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, None);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, None);
    }
}
