using System.Text;
using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Proving.Verification;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>Window and winning proofs over the wire: what the prover gets, and what becomes of sectors that cannot be proved.</summary>
public sealed class PostTests : IAsyncLifetime
{
    private const int WindowProof = (int)PostCalls.WindowProof, WinningProof = (int)PostCalls.WinningProof;
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly RecordedLog _log = new();
    private FakeMiner _miner = null!;
    private RunningWorker? _worker, _holder;

    public async ValueTask InitializeAsync() => _miner = await FakeMiner.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null) await _worker.DisposeAsync();
        if (_holder is not null) await _holder.DisposeAsync();
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(TaskTypes.WindowPoSt, "WDP")]
    [InlineData(TaskTypes.WinningPoSt, "WNP")]
    public async Task It_is_the_only_task_and_offered_with_its_parameters(string task, string shortName)
    {
        _worker = await RunningWorker.StartAsync(Options(task), loggers: _log);
        Assert.Empty((await _worker.Api.TaskTypesAsync(None))!);
        Assert.Contains("are missing", Assert.Single(_log.LinesWith($"{shortName} is not offered to the miner")), StringComparison.Ordinal);
        ProverChild.MakePostParameters(Options(task).ParametersFolder);
        await _worker.Api.TaskEnableAsync(task, None);
        Assert.Equal([task], (await _worker.Api.TaskTypesAsync(None))!.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_vanilla_proofs_of_a_partition_reach_the_prover_from_here_and_from_a_peer(bool areAtPeer)
    {
        await StartAsync(TaskTypes.WindowPoSt, areAtPeer);
        JsonElement test = VectorStore.Case("window-v1_1-4");
        JsonElement[] sectors = [.. test.GetProperty("sectors").EnumerateArray().Skip(2)];
        Assert.Contains(sectors, sector => sector.GetProperty("update").GetBoolean());
        byte[] randomness = Convert.FromHexString(test.GetProperty("randomness").GetString()!);
        WindowPoStResult result = await _worker!.Api.GenerateWindowPoStAsync(WindowProof, 1000, [.. sectors.Select(VectorStore.ChallengeOf)], 1,
            randomness, None);
        Assert.Null(result.Skipped);
        Assert.Equal(WindowProof, result.PoStProofs.ProofType);
        // This prover answers with what it got.
        byte[][] vanilla = [.. sectors.Select(sector => sector.GetProperty("vanilla_file").GetString()!)
            .Select(file => File.ReadAllBytes(Repository.Vector("post-2kib", file)))];
        Assert.Equal(PostInput.Write(new Digest(randomness), 1, vanilla), result.PoStProofs.ProofBytes);
    }

    [Fact]
    public async Task A_prover_makes_a_proof_that_holds()
    {
        string folder = Options(TaskTypes.WindowPoSt).ParametersFolder;
        Directory.CreateDirectory(folder);
        RegisteredPoStProof proof = RegisteredPoStProof.StackedDrgWindow2KiBV1_1;
        using ProverArithmetic arithmetic = ProverArithmetic.Choose(0, GpuPolicy.Prefer, static _ => { });
        await new ParameterFolder(folder).GenerateAsync(CircuitKey.OfPost(proof), Secrets.OfPhrase("porep-vector"), null, arithmetic.Backend, None);
        await StartAsync(TaskTypes.WindowPoSt, prover: new ChildProgram("prover", Path.Combine(AppContext.BaseDirectory, "lotus-seal-worker"),
            ["proofs", "serve", "--params", folder], new Dictionary<string, string>()));
        JsonElement test = VectorStore.Case("window-v1_1-2");
        PostSectorChallenge[] sectors = [.. test.GetProperty("sectors").EnumerateArray().Select(VectorStore.ChallengeOf)];
        byte[] randomness = Convert.FromHexString(test.GetProperty("randomness").GetString()!);
        WindowPoStResult result = await _worker!.Api.GenerateWindowPoStAsync(WindowProof, 1000, sectors, 0, randomness, None);
        using StoredParameters stored = new ParameterFolder(folder).OpenPost(proof);
        ReplicaClaim[] claims = [.. sectors.Select(sector => new ReplicaClaim(sector.SectorNumber, sector.SealedCid!.ToCommR()))];
        Assert.True(new PostVerifier(stored.Parameters.VerifyingKey, proof).Verify(new Digest(randomness), claims, result.PoStProofs.ProofBytes));
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() =>
            _worker.Api.GenerateWindowPoStAsync(WindowProof, 1000, sectors, 0, new byte[32], None));
        Assert.Contains("Vanilla proofs of 2 of 2 sectors do not hold", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sectors_that_cannot_be_proved_are_all_skipped_in_one_pass_and_nothing_is_proved(bool areAtPeer)
    {
        await StartAsync(TaskTypes.WindowPoSt, areAtPeer);
        string replica = _folder["store", "sealed", "s-t01000-2"];
        byte[] bytes = await File.ReadAllBytesAsync(replica, None);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(replica, bytes, None);
        Directory.Delete(_folder["store", "cache", "s-t01000-7"], recursive: true);
        WindowPoStResult result = await WindowAsync("window-v1_1-2");
        Assert.Equal((0, null), (result.PoStProofs.ProofType, result.PoStProofs.ProofBytes));
        Assert.Equal([new SectorId(1000, 2), new SectorId(1000, 7)], result.Skipped!.OrderBy(sector => sector.Number));
        Assert.Contains($"{replica} is damaged", Assert.Single(_log.LinesWith("s-t01000-2 cannot be proved")), StringComparison.Ordinal);
        Assert.Single(_log.LinesWith("s-t01000-7 cannot be proved"));
    }

    [Fact]
    public async Task A_winning_proof_is_one_of_one_sector_and_what_cannot_be_read_is_an_error()
    {
        await StartAsync(TaskTypes.WinningPoSt);
        JsonElement test = VectorStore.Case("winning-updated"), sector = test.GetProperty("sectors")[0];
        byte[] randomness = Convert.FromHexString(test.GetProperty("randomness").GetString()!);
        PoStProof proof = Assert.Single((await WinningAsync())!);
        Assert.Equal(WinningProof, proof.ProofType);
        byte[] vanilla = await File.ReadAllBytesAsync(Repository.Vector("post-2kib", sector.GetProperty("vanilla_file").GetString()!), None);
        Assert.Equal(PostInput.Write(new Digest(randomness), 0, [vanilla]), proof.ProofBytes);
        File.Delete(_folder["store", "update-cache", "s-t01000-300", "p_aux"]);
        Assert.StartsWith("get winning sector:300,vanilla failed: ", (await Assert.ThrowsAsync<RpcException>(WinningAsync)).Message,
            StringComparison.Ordinal);

        Task<PoStProof[]?> WinningAsync() =>
            _worker!.Api.GenerateWinningPoStAsync(WinningProof, 1000, [VectorStore.ChallengeOf(sector)], randomness, None);
    }

    [Theory]
    [InlineData(TaskTypes.WindowPoSt)]
    [InlineData(TaskTypes.WinningPoSt)]
    public async Task Kill_9_of_the_prover_costs_the_call_and_not_the_next(string task)
    {
        await StartAsync(task);
        int process = int.Parse(await ProveAsync("process"));
        Task<string> proving = ProveAsync(ProverChild.Wait);
        await Patience.UntilAsync("it is under way", async () =>
            (await _worker!.Http.GetStringAsync("/jobs", None)).Contains("\"waits\"", StringComparison.Ordinal), _log.ToString);
        Signal.TrySend(process, Signal.Kill);
        Assert.Contains("killed (signal 9)", (await Assert.ThrowsAsync<RpcException>(() => proving)).Message, StringComparison.Ordinal);
        Assert.Equal("1", await ProveAsync("count"));

        async Task<string> ProveAsync(string word) => Encoding.ASCII.GetString(await PostCalls.ProveAsync(_worker!.Api, task, word));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_with_the_reason()
    {
        await StartAsync(TaskTypes.WindowPoSt);
        PostSectorChallenge[] sectors = [.. VectorStore.Case("window-v1_1-3").GetProperty("sectors").EnumerateArray()
            .Select(VectorStore.ChallengeOf)];
        await RefusedAsync("can only prove a single partition", sectors);
        await RefusedAsync("sectors: there is none", []);
        await RefusedAsync("sectors[0].Challenge: 10 nodes are needed, got 1", [sectors[0] with { Challenge = [1] }]);
        await RefusedAsync("sectors[0].SealedCID: ", [sectors[0] with { SealedCid = null }]);
        await RefusedAsync("postProofType: 0 is no window proof", sectors[..1], WinningProof);
        await RefusedAsync("does not prove sectors of seal proof 8", [sectors[0] with { SealProof = RegisteredSealProof.StackedDrg32GiBV1_1 }]);

        async Task RefusedAsync(string reason, PostSectorChallenge[] asked, int proof = WindowProof) => Assert.Contains(reason,
            (await Assert.ThrowsAsync<RpcException>(() => _worker!.Api.GenerateWindowPoStAsync(proof, 1000, asked, 0, new byte[32], None))).Message,
            StringComparison.Ordinal);
    }

    private Task<WindowPoStResult> WindowAsync(string name)
    {
        JsonElement test = VectorStore.Case(name);
        return _worker!.Api.GenerateWindowPoStAsync(WindowProof, 1000,
            [.. test.GetProperty("sectors").EnumerateArray().Select(VectorStore.ChallengeOf)], 0,
            Convert.FromHexString(test.GetProperty("randomness").GetString()!), None);
    }

    private WorkerRunOptions Options(string task) =>
        RunningWorker.Options(_miner, _folder["repo"]) with { Tasks = new HashSet<string> { task }, Prover = ProverChild.Program() };

    /// <summary>A worker for proofs; the sectors are in a path of its own or of another worker.</summary>
    private async Task StartAsync(string task, bool areAtPeer = false, ChildProgram? prover = null)
    {
        if (prover is null) ProverChild.MakePostParameters(Options(task).ParametersFolder);
        VectorStore.Create(_folder["store"]);
        WorkerRunOptions options = Options(task);
        _worker = await RunningWorker.StartAsync(prover is null ? options : options with { Prover = prover }, loggers: _log);
        if (areAtPeer) _holder = await RunningWorker.StartAsync(RunningWorker.Options(_miner, _folder["holder"]));
        await (_holder ?? _worker).Api.StorageAddLocalAsync(_folder["store"], None);
    }
}
