using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>ProveReplicaUpdate2 over the wire: it goes to the same prover as Commit2, whose ends are looked at there.</summary>
public sealed class ProveReplicaUpdate2Tests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SectorRef Sector = new(new SectorId(1000, 7), RegisteredSealProof.StackedDrg2KiBV1_1);
    private static readonly JsonElement Update = ReadUpdate();
    private readonly TemporaryFolder _folder = new();
    private readonly RecordedLog _log = new();
    private FakeMiner _miner = null!;
    private RunningWorker? _worker;

    public async ValueTask InitializeAsync() => _miner = await FakeMiner.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null) await _worker.DisposeAsync();
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_offered_with_its_parameters_and_goes_to_the_prover()
    {
        await StartAsync();
        Assert.Contains(TaskTypes.ProveReplicaUpdate2, (await _worker!.Api.TaskTypesAsync(None))!.Keys);
        Assert.Contains("v28-empty-sector-update-", Assert.Single(_log.LinesWith("Information PR2 with ")), StringComparison.Ordinal);
        Assert.Equal("ReplicaUpdate 5 1000 7", await ReturnedAsync("request"));
        CallError refused = Assert.IsType<CallError>((await _miner.ReturnOf(await Call("refuse it does not hold"))).Error);
        Assert.Equal(SealErrorCode.Unknown, refused.Code);
        Assert.Contains("it does not hold", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_may_be_links_to_elsewhere()
    {
        ProverChild.MakeParameters(_folder["elsewhere"]);
        Directory.CreateDirectory(Options().ParametersFolder);
        foreach (string file in Directory.GetFiles(_folder["elsewhere"]))
            File.CreateSymbolicLink(Path.Join(Options().ParametersFolder, Path.GetFileName(file)), file);
        _worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        Assert.Contains(TaskTypes.ProveReplicaUpdate2, (await _worker.Api.TaskTypesAsync(None))!.Keys);
        Assert.Contains(TaskTypes.Commit2, (await _worker.Api.TaskTypesAsync(None))!.Keys);
    }

    [Fact]
    public async Task Parameters_whose_links_form_a_circle_are_named()
    {
        ProverChild.MakeParameters(Options().ParametersFolder);
        string file = Path.Join(Options().ParametersFolder, ProofNeeds.OfUpdate(PoRepConfig.ForProof(Sector.ProofType)).ParametersFile);
        File.Delete(file);
        File.CreateSymbolicLink(file, file);
        _worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        Assert.DoesNotContain(TaskTypes.ProveReplicaUpdate2, (await _worker.Api.TaskTypesAsync(None))!.Keys);
        Assert.Contains($"the parameters '{file}' cannot be looked at", Assert.Single(_log.LinesWith("PR2 is not offered to the miner")),
            StringComparison.Ordinal);
    }

    /// <summary>Parameters of Commit2 alone do not serve it.</summary>
    [Fact]
    public async Task Without_its_parameters_it_is_withheld()
    {
        ProverChild.MakeParameters(Options().ParametersFolder);
        File.Delete(Path.Join(Options().ParametersFolder, ProofNeeds.OfUpdate(PoRepConfig.ForProof(Sector.ProofType)).ParametersFile));
        _worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        Assert.Contains(TaskTypes.Commit2, (await _worker.Api.TaskTypesAsync(None))!.Keys);
        Assert.DoesNotContain(TaskTypes.ProveReplicaUpdate2, (await _worker.Api.TaskTypesAsync(None))!.Keys);
        Assert.Contains("v28-empty-sector-update-", Assert.Single(_log.LinesWith("PR2 is not offered to the miner: the parameters '")),
            StringComparison.Ordinal);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => Call("request"));
        Assert.Contains("PR2 (seal/v0/provereplicaupdate/2) cannot be done here: the parameters '", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_9_of_the_prover_is_told_at_once_and_the_next_call_has_another()
    {
        await StartAsync();
        int process = int.Parse(await ReturnedAsync("process"));
        CallId call = await Call(ProverChild.Wait);
        await Patience.UntilAsync("it is under way", async () =>
            (await _worker!.Http.GetStringAsync("/jobs", None)).Contains("waits", StringComparison.Ordinal));
        Signal.TrySend(process, Signal.Kill);
        CallError lost = Assert.IsType<CallError>((await _miner.ReturnOf(call)).Error);
        Assert.Equal(SealErrorCode.TempUnknown, lost.Code);
        Assert.Contains("killed (signal 9)", lost.Message, StringComparison.Ordinal);
        Assert.Equal("1", await ReturnedAsync("count"));
    }

    [Fact]
    public async Task What_cannot_be_right_is_refused_before_it_is_taken()
    {
        await StartAsync();
        await RefusedAsync("sectorKey: a CID is needed, got null", null, Sealed("comm_r_new"), Unsealed, [[1]]);
        await RefusedAsync("newSealed: ", Sealed("comm_r_old"), Unsealed, Unsealed, [[1]]);
        await RefusedAsync("newUnsealed: a CID is needed, got null", Sealed("comm_r_old"), Sealed("comm_r_new"), null, [[1]]);
        await RefusedAsync("vproofs: 0 vanilla proofs; an update of this sector has 1", Sealed("comm_r_old"), Sealed("comm_r_new"), Unsealed, null);
        await RefusedAsync("vproofs: 2 vanilla proofs", Sealed("comm_r_old"), Sealed("comm_r_new"), Unsealed, [[1], [2]]);
        await RefusedAsync("vproofs[0]: must not be empty", Sealed("comm_r_old"), Sealed("comm_r_new"), Unsealed, [[]]);
    }

    private static JsonElement ReadUpdate()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("updates.json")));
        return document.RootElement.GetProperty("2kib").Clone();
    }

    private static Cid Unsealed => Cid.FromCommD(new CommD(Digest.FromHex(Update.GetProperty("comm_d_new").GetString()!)));

    private static Cid Sealed(string name) => Cid.FromCommR(new CommR(Digest.FromHex(Update.GetProperty(name).GetString()!)));

    private async Task RefusedAsync(string reason, Cid? key, Cid? newSealed, Cid? newUnsealed, byte[][]? proofs)
    {
        RpcException error = await Assert.ThrowsAsync<RpcException>(() =>
            _worker!.Api.ProveReplicaUpdate2Async(Sector, key, newSealed, newUnsealed, proofs, None));
        Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        ProverChild.MakeParameters(Options().ParametersFolder);
        _worker = await RunningWorker.StartAsync(Options(), loggers: _log);
    }

    private WorkerRunOptions Options() => RunningWorker.Options(_miner, _folder["repo"]) with { Prover = ProverChild.Program() };

    private Task<CallId> Call(string word) => _worker!.Api.ProveReplicaUpdate2Async(Sector, Sealed("comm_r_old"), Sealed("comm_r_new"), Unsealed,
        [Encoding.ASCII.GetBytes(word)], None);

    private async Task<string> ReturnedAsync(string word) => Encoding.ASCII.GetString((await _miner.ReturnOf(await Call(word))).Ok<byte[]>());
}
