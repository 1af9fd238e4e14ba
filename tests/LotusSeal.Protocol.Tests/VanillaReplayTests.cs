using System.Text;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Judges;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Storage;

namespace LotusSeal.Protocol.Tests;

/// <summary>The vanilla proofs that a real miner asked for: our worker's answers, on the sector that the recorded ones speak of.</summary>
public sealed class VanillaReplayTests
{
    private static readonly PoRepConfig Config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);

    public static TheoryData<string> Recorded => [.. Vectors.Names.Where(name => ProofsOf(name).Any())];

    [Theory, MemberData(nameof(Recorded))]
    public void Recorded_proofs_hold(string name)
    {
        foreach (Exchange exchange in ProofsOf(name))
        {
            SingleVanillaRequest request = LotusJson.Deserialize<SingleVanillaRequest>(exchange.Request.Body.Span)!;
            Assert.True(request.ProofType.Proves(request.Sector.SealProof));
            PostSectorProof proof = PostProofFormat.Read(Config, exchange.Response!.Body.Span);
            Assert.Equal(request.Sector.SectorNumber, proof.SectorNumber);
            Assert.Null(new PostProofVerifier(Config).FindFault(proof, request.Sector.SealedCid!.ToCommR(), request.Sector.Challenge!));
        }
    }

    [Fact]
    public async Task An_updated_sector_in_the_worker_s_store_is_proved_as_in_the_recording()
    {
        Exchange[] recorded = [.. ProofsOf("windowpost-updated")];
        using TemporaryFolder folder = new();
        await RebuildAsync(recorded, folder["store"]);
        await using RecordedMinerServer miner = await RecordedMinerServer.StartAsync();
        string address = WorkerUnderTest.FreeAddress();
        using WorkerClient client = new(address, miner.Log);
        await using WorkerUnderTest worker = new WorkerUnderTest(folder["worker"], address, miner).Start();
        await miner.Log.WaitAsync("WorkerConnect", message => message.Rpc == "WorkerConnect");
        await AddAsync(client, miner, folder["store"]);

        MessageJudge judge = new(new Aliases(), new Aliases());
        foreach (Exchange exchange in recorded)
        {
            IEnumerable<Header> headers = exchange.Request.Headers
                .Select(header => header.Name == "Authorization" ? header with { Value = $"Bearer {miner.DialToken}" } : header);
            Exchange played = await client.SendAsync("POST", exchange.Request.Path, headers, exchange.Request.Body.ToArray());
            Assert.Empty(judge.CompareAnswer(exchange, played, compareFileContent: true));
        }

        string[] asked = [.. miner.Log.Snapshot().Where(message => message is { Kind: MessageKind.HttpRequest, Rpc: "StorageFindSector" })
            .Select(message => new Exchange(message, null).Parameters).Select(list => string.Join(',', list.Select(value => value.GetRawText())))];
        Assert.Equal(["{\"Miner\":1002,\"Number\":2},8,2048,false", "{\"Miner\":1002,\"Number\":2},16,2048,false"], asked[..2]);
        Assert.Equal(2 * recorded.Length, asked.Length);
    }

    private static IEnumerable<Exchange> ProofsOf(string name) => Vectors.Load(name).Exchanges
        .Where(exchange => exchange.Request.Path == "/remote/vanilla/single" && exchange.Response is { Status: 200 });

    /// <summary>At 2 KiB each challenge shows the eight nodes around it: together the recorded proofs hold the whole replica.</summary>
    private static async Task RebuildAsync(Exchange[] recorded, string store)
    {
        byte[] replica = new byte[Config.SectorSize];
        HashSet<ulong> seen = [];
        PostSectorProof proof = null!;
        foreach (Exchange exchange in recorded)
        {
            ulong[] challenges = LotusJson.Deserialize<SingleVanillaRequest>(exchange.Request.Body.Span)!.Sector.Challenge!;
            proof = PostProofFormat.Read(Config, exchange.Response!.Body.Span);
            foreach ((ulong challenge, MerklePath path) in challenges.Zip(proof.Inclusions))
            {
                int group = (int)challenge / 8 * 8 * Digest.Size;
                path.Levels[0].WriteChildren(path.Leaf.Span, replica.AsSpan(group, 8 * Digest.Size));
                seen.Add(challenge / 8);
            }
        }

        Assert.Equal(8, seen.Count);
        StorageDescriptor.Create(store, new StorageDescriptor { Id = Guid.NewGuid().ToString(), Weight = 20, CanSeal = false, CanStore = true });
        string cache = Path.Combine(store, "update-cache", "s-t01002-2");
        Directory.CreateDirectory(cache);
        Directory.CreateDirectory(Path.Combine(store, "update"));
        await File.WriteAllBytesAsync(Path.Combine(store, "update", "s-t01002-2"), replica);
        await File.WriteAllBytesAsync(Path.Combine(cache, "p_aux"), [.. proof.CommC.Span, .. proof.CommRLast.Span]);
        await File.WriteAllBytesAsync(Path.Combine(cache, "sc-02-data-tree-r-last.dat"), proof.CommRLast.ToArray());
    }

    private static async Task AddAsync(WorkerClient client, RecordedMinerServer miner, string store)
    {
        Exchange added = await client.SendAsync("POST", "/rpc/v0",
            [new Header("Authorization", $"Bearer {miner.DialToken}"), new Header("Content-Type", "application/json")],
            Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Filecoin.StorageAddLocal\",\"params\":[\"{store}\"]}}"),
            "StorageAddLocal");
        if (added.Result is null) throw new PlayException($"StorageAddLocal was answered with {added.Response?.Text}");
    }
}
