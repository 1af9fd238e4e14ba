using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Storage.Tests;

/// <summary><c>/remote/vanilla</c>: what is found, refused, answered and logged (protocol spec 5.5, W4, S12).</summary>
public sealed class VanillaTests : IDisposable
{
    private const string Sealed = "bagboea4b5abcbm3uvd2rnbb6xrpt6nrxxsikxbfddbwxc5ei4qypv7fpnlaie5ro",
        Unsealed = "baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy";

    private readonly MinerSectorIndex _miner = new(TimeProvider.System);
    private readonly GatedProver _prover = new();
    private readonly LogLines _log = new();
    private readonly HttpClient _http = new();

    public VanillaTests() => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestNode.Token);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(false, 2, 4)]
    [InlineData(true, 8, 16)]
    public async Task The_files_are_looked_for_as_by_a_real_worker_and_may_lie_in_two_paths(bool update, int replica, int cache)
    {
        await using TestNode node = await StartAsync();
        string replicaFile = await node.PutAsync("a", await node.AddPathAsync("a"), Sectors.Small, (SectorFileType)replica, [1]);
        string cacheFolder = await node.PutAsync("b", await node.AddPathAsync("b", store: true), Sectors.Small, (SectorFileType)cache, [1]);
        using HttpResponseMessage answer = await PostAsync(node, "single", Single(9, update));
        Assert.Equal((HttpStatusCode.OK, "application/octet-stream", 3L, "bytes"), (answer.StatusCode,
            answer.Content.Headers.ContentType!.ToString(), answer.Content.Headers.ContentLength, answer.Headers.AcceptRanges.Single()));
        Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal([$"s-t01000-9 {replicaFile} {cacheFolder}"], _prover.Asked);
        Assert.Equal([$"Find {replica} 2048", $"Find {cache} 2048"], node.Index.TakeCalls());
    }

    [Fact]
    public async Task A_proof_of_replication_is_made_of_the_sealed_file_and_its_cache()
    {
        await using TestNode node = await StartAsync();
        (string replica, string cache) = await PutSectorAsync(node, await node.AddPathAsync("a"));
        using HttpResponseMessage answer = await PostAsync(node, "porep", PoRep(5));
        Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal([$"s-t01000-9 {replica} {cache}"], _prover.Asked);
        Assert.Equal(["Find 2 2048", "Find 4 2048"], node.Index.TakeCalls());
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_read()
    {
        await using TestNode node = await StartAsync();
        await PutSectorAsync(node, await node.AddPathAsync("a"));
        using HttpClient stranger = new();
        using HttpResponseMessage answer = await stranger.PostAsync($"{node.BaseUrl}/vanilla/single", new StringContent(Single(9)), Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("{\"Error\":\"unauthorized: missing admin permission\"}\n", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Empty(_prover.Asked);
        Assert.Empty(node.Index.TakeCalls());
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "single", Single(10), "fsstat: path not found: sealed of sector s-t01000-10" },
        { "single", Single(9, update: true), "fsstat: path not found: update of sector s-t01000-9" },
        { "single", "{", "" },
        { "single", "", "" },
        { "single", "null", "a JSON object is expected" },
        { "single", "{}", "Sector" },
        { "single", Single(9).Replace("\"ProofType\":10", "\"ProofType\":11", StringComparison.Ordinal), "ProofType 11 does not prove" },
        { "single", Single(9).Replace("\"ProofType\":10", "\"ProofType\":99", StringComparison.Ordinal), "ProofType 99 does not prove" },
        { "single", Single(9).Replace("\"SealProof\":5", "\"SealProof\":77", StringComparison.Ordinal), "seal proof 77" },
        { "single", Single(9).Replace("[47,60]", "null", StringComparison.Ordinal), "Sector.Challenge" },
        { "single", Single(9).Replace("[47,60]", "[]", StringComparison.Ordinal), "Sector.Challenge" },
        { "single", Single(9).Replace("[47,60]", "[-1]", StringComparison.Ordinal), "" },
        { "single", Single(9).Replace("47", string.Join(',', Enumerable.Range(0, 1025)), StringComparison.Ordinal), "Sector.Challenge" },
        { "single", Single(9).Replace(Sealed, "bafy", StringComparison.Ordinal), "" },
        { "single", new string(' ', 70_000), "longer than 65536 bytes" },
        { "porep", "{}", "Sector" },
        { "porep", PoRep(77), "Sector.ProofType: 77" },
        { "porep", PoRep(5).Replace("1000", "1001", StringComparison.Ordinal), "fsstat: path not found: sealed of sector s-t01001-9" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task A_request_that_cannot_be_served_gets_its_reason_as_text_and_one_line_in_the_log(string kind, string body, string reason)
    {
        await using TestNode node = await StartAsync();
        await PutSectorAsync(node, await node.AddPathAsync("a"));
        await RefusedAsync(node, kind, body, reason);
        Assert.Empty(_prover.Asked);
        using HttpResponseMessage next = await PostAsync(node, "single", Single(9));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task What_the_proof_fails_with_is_the_answer()
    {
        await using TestNode node = await StartAsync();
        await PutSectorAsync(node, await node.AddPathAsync("a"));
        _prover.Failure = new SealingException("/a/sealed/s-t01000-9 has 7 bytes instead of 2048.");
        await RefusedAsync(node, "single", Single(9), "/a/sealed/s-t01000-9 has 7 bytes instead of 2048.");
        _prover.Failure = new IOException("Input/output error : '/a/sealed/s-t01000-9'");
        await RefusedAsync(node, "porep", PoRep(5), "Input/output error : '/a/sealed/s-t01000-9'");
    }

    [Fact]
    public async Task A_file_that_vanished_is_not_here()
    {
        await using TestNode node = await StartAsync();
        (_, string cache) = await PutSectorAsync(node, await node.AddPathAsync("a"));
        Directory.Delete(cache, recursive: true);
        await RefusedAsync(node, "single", Single(9), "fsstat: path not found: cache of sector s-t01000-9");
    }

    [Fact]
    public async Task Only_so_many_sectors_are_read_at_once()
    {
        await using TestNode node = await StartAsync(parallel: 2);
        await PutSectorAsync(node, await node.AddPathAsync("a"));
        TaskCompletionSource gate = new();
        _prover.Gate = gate.Task;
        Task<HttpResponseMessage>[] requests = [.. Enumerable.Range(0, 6).Select(_ => PostAsync(node, "single", Single(9)))];
        await Patience.UntilAsync("two are read", () => _prover.Running == 2);
        gate.SetResult();
        foreach (HttpResponseMessage answer in await Task.WhenAll(requests)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((6, 2), (_prover.Asked.Length, _prover.Most));
    }

    [Fact]
    public async Task A_read_that_hangs_is_answered_in_time_and_its_turn_is_given_on()
    {
        await using TestNode node = await StartAsync(parallel: 1, timeout: TimeSpan.FromMilliseconds(50));
        string root = await node.AddPathAsync("a");
        await PutSectorAsync(node, root);
        TaskCompletionSource gate = new();
        _prover.Gate = gate.Task;
        await RefusedAsync(node, "single", Single(9),
            "failed to generate vanilla proof before context cancellation: context deadline exceeded; "
            + $"storage path {root} did not deliver within 0.05 s");
        Assert.Equal((1, 1), (_prover.Running, _prover.Abandoned));
        _prover.Gate = Task.CompletedTask;
        using HttpResponseMessage next = await PostAsync(node, "single", Single(9));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        gate.SetResult();
    }

    [Fact]
    public async Task A_miner_that_hangs_up_ends_the_read()
    {
        await using TestNode node = await StartAsync(parallel: 1);
        await PutSectorAsync(node, await node.AddPathAsync("a"));
        TaskCompletionSource gate = new();
        _prover.Gate = gate.Task;
        using CancellationTokenSource hangUp = new();
        Task<HttpResponseMessage> request = _http.PostAsync($"{node.BaseUrl}/vanilla/single", new StringContent(Single(9)), hangUp.Token);
        await Patience.UntilAsync("it is read", () => _prover.Running == 1);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await Patience.UntilAsync("the read is told", () => _prover.Abandoned == 1);
        _prover.Gate = Task.CompletedTask;
        using HttpResponseMessage next = await PostAsync(node, "single", Single(9));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        gate.SetResult();
    }

    [Fact]
    public async Task A_path_that_hangs_holds_back_its_own_sectors_alone()
    {
        using ChallengeReads reads = new(parallel: 1, TimeSpan.Zero, TimeProvider.System);
        TaskCompletionSource<byte[]> hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<byte[]> first = reads.RunAsync("/hung", _ => hung.Task, Cancel);
        Task<byte[]> second = reads.RunAsync("/hung", _ => Task.FromResult<byte[]>([2]), Cancel);
        Assert.Equal([7], await reads.RunAsync("/sound", _ => Task.FromResult<byte[]>([7]), Cancel));
        Assert.False(first.IsCompleted || second.IsCompleted);
        hung.SetResult([1]);
        Assert.Equal([1], await first);
        Assert.Equal([2], await second);
    }

    [Fact]
    public async Task A_path_that_swallows_reads_is_left_alone_until_one_comes_back()
    {
        using ChallengeReads reads = new(parallel: 0, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        TaskCompletionSource<byte[]> hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < ChallengeReads.MostOverdue; i++) await FailsAsync("/hung", hung.Task, "did not deliver within");
        int started = 0;
        StorageException refused = await Assert.ThrowsAsync<StorageException>(() => reads.RunAsync("/hung", _ =>
        {
            started++;
            return Task.FromResult<byte[]>([]);
        }, Cancel));
        Assert.Contains("storage path /hung does not answer: 64 reads of it are overdue", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, started);
        Assert.Equal([7], await reads.RunAsync("/sound", _ => Task.FromResult<byte[]>([7]), Cancel));

        hung.SetException(new IOException("the mount is back"));
        await Patience.UntilAsync("the path is read again", async () =>
        {
            try
            {
                return (await reads.RunAsync("/hung", _ => Task.FromResult<byte[]>([8]), Cancel)) is [8];
            }
            catch (StorageException)
            {
                return false;
            }
        });

        async Task FailsAsync(string path, Task<byte[]> read, string expected)
        {
            StorageException late = await Assert.ThrowsAsync<StorageException>(() => reads.RunAsync(path, _ => read, Cancel));
            Assert.Contains(expected, late.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_body_is_answered()
    {
        await using TestNode node = await StartAsync();
        await PutSectorAsync(node, await node.AddPathAsync("a"));
        await FuzzAsync(node, "single", Single(9));
        await FuzzAsync(node, "porep", PoRep(5));
    }

    private async Task FuzzAsync(TestNode node, string kind, string sample) =>
        await new Fuzz(sample) { Rounds = 300 }.CheckAsync(async body =>
        {
            using HttpResponseMessage answer = await _http.PostAsync($"{node.BaseUrl}/vanilla/{kind}", new ByteArrayContent(body), Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.InternalServerError, $"{answer.StatusCode}");
            Assert.True(answer.Content.Headers.ContentLength > 0);
        });

    private async Task RefusedAsync(TestNode node, string kind, string body, string reason)
    {
        int before = _log.Lines.Count;
        using HttpResponseMessage answer = await PostAsync(node, kind, body);
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal((HttpStatusCode.InternalServerError, "text/plain; charset=utf-8", "nosniff"), (answer.StatusCode,
            answer.Content.Headers.ContentType!.ToString(), answer.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.EndsWith($": POST /remote/vanilla/{kind}: no proof: {text.TrimEnd('\n')}",
            Assert.Single(_log.Lines.Skip(before), line => line.Contains("POST", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private async Task<TestNode> StartAsync(int parallel = 32, TimeSpan timeout = default) =>
        await TestNode.StartAsync(_miner, vanilla: new VanillaProofs(_prover, parallel, timeout, TimeProvider.System), log: _log);

    private Task<HttpResponseMessage> PostAsync(TestNode node, string kind, string body) =>
        _http.PostAsync($"{node.BaseUrl}/vanilla/{kind}", new ByteArrayContent(Encoding.UTF8.GetBytes(body)), Cancel);

    private static async Task<(string Replica, string Cache)> PutSectorAsync(TestNode node, string root) =>
        (await node.PutAsync("a", root, Sectors.Small, SectorFileType.Sealed, [1]),
        await node.PutAsync("a", root, Sectors.Small, SectorFileType.Cache, [1]));

    private static string Single(int number, bool update = false) =>
        $$$"""{"Miner":1000,"Sector":{"SealProof":5,"SectorNumber":{{{number}}},"SealedCID":{"/":"{{{Sealed}}}"},"Challenge":[47,60],"""
        + $$"""
        "Update":{{(update ? "true" : "false")}}},"ProofType":10}
        """;

    private static string PoRep(int proof) =>
        $$$"""{"Sector":{"ID":{"Miner":1000,"Number":9},"ProofType":{{{proof}}}},"Sealed":{"/":"{{{Sealed}}}"},"Unsealed":{"/":"{{{Unsealed}}}"},"""
        + """
        "Ticket":"3WuwuMxb3fLdVV9zIY7aCqH+8HTmfZW+VgcMfXKEBXE=","Seed":"3WuwuMxb3fLdVV9zIY7aCqH+8HTmfZW+VgcMfXKEBXE="}
        """;
}
