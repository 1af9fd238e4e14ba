using System.Text;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>Commit2 over the wire: when it is offered, and what becomes of a call whatever its prover does.</summary>
public sealed class Commit2Tests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
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
    public async Task It_is_offered_with_its_parameters_and_the_log_says_what_it_needs()
    {
        await StartAsync();
        Assert.Contains(TaskTypes.Commit2, (await _worker!.Api.TaskTypesAsync(None))!.Keys);
        Assert.Contains("v28-stacked-proof-of-replication-", Assert.Single(_log.LinesWith("Information C2 with ")), StringComparison.Ordinal);
        Assert.Equal("Commit2 5 1000 7", await ReturnedAsync(Call("request")));
    }

    [Theory]
    [InlineData(null, "are missing; 'lotus-seal-worker proofs params fetch' brings them")]
    [InlineData(1000L, "have 1000 bytes, not 1114707768; 'lotus-seal-worker proofs params fetch' brings the right ones")]
    public async Task Without_its_parameters_it_is_withheld_and_can_be_switched_on_when_they_have_come(long? length, string reason)
    {
        if (length is not null) ProverChild.MakeParameters(Options().ParametersFolder, length);
        _worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        Assert.DoesNotContain(TaskTypes.Commit2, (await _worker.Api.TaskTypesAsync(None))!.Keys);
        Assert.EndsWith(reason, Assert.Single(_log.LinesWith("C2 is not offered to the miner: the parameters '")).TrimEnd(),
            StringComparison.Ordinal);
        Assert.Contains(reason, (await Assert.ThrowsAsync<RpcException>(() => _worker.Api.TaskEnableAsync(TaskTypes.Commit2, None))).Message,
            StringComparison.Ordinal);
        ProverChild.MakeParameters(Options().ParametersFolder);
        await _worker.Api.TaskEnableAsync(TaskTypes.Commit2, None);
        Assert.Contains(TaskTypes.Commit2, (await _worker.Api.TaskTypesAsync(None))!.Keys);
    }

    [Fact]
    public async Task Parameters_that_are_linked_from_another_folder_serve()
    {
        ProverChild.MakeParameters(_folder["elsewhere"]);
        Directory.CreateDirectory(Options().ParametersFolder);
        foreach (string file in Directory.GetFiles(_folder["elsewhere"]))
            File.CreateSymbolicLink(Path.Join(Options().ParametersFolder, Path.GetFileName(file)), file);
        _worker = await RunningWorker.StartAsync(Options(), loggers: _log);
        Assert.Contains(TaskTypes.Commit2, (await _worker.Api.TaskTypesAsync(None))!.Keys);
    }

    [Fact]
    public async Task A_refused_proof_is_final_and_a_lost_prover_temporary()
    {
        await StartAsync();
        CallError refused = await ErrorAsync(await Call("refuse the seed is another"));
        Assert.Equal((SealErrorCode.Unknown, "the seed is another [name: w0]: the seed is another"), (refused.Code, refused.Message));
        CallError lost = await ErrorAsync(await Call("exit 9"));
        Assert.Equal(SealErrorCode.TempUnknown, lost.Code);
        Assert.Equal("the prover was lost: it ended with code 9; its last words: its last word [name: w0]", lost.Message);
        Assert.Equal("1", await ReturnedAsync(Call("count")));
    }

    [Fact]
    public async Task Kill_9_of_the_prover_is_told_at_once_and_the_next_call_has_another()
    {
        await StartAsync();
        int process = int.Parse(await ReturnedAsync(Call("process")));
        CallId call = await Call(ProverChild.Wait);
        await UntilStepAsync(call, "waits");
        Signal.TrySend(process, Signal.Kill);
        CallError lost = await ErrorAsync(call);
        Assert.Equal(SealErrorCode.TempUnknown, lost.Code);
        Assert.Contains("killed (signal 9), as the kernel does when memory is short", lost.Message, StringComparison.Ordinal);
        Assert.Equal("1", await ReturnedAsync(Call("count")));
    }

    [Fact]
    public async Task Two_calls_take_turns_with_their_progress_and_a_cancelled_one_makes_room()
    {
        await StartAsync();
        CallId first = await Call(ProverChild.Wait, 1);
        await UntilStepAsync(first, "waits");
        CallId second = await Call("count", 2);
        await UntilStepAsync(second, "waits for the prover");
        await _worker!.Api.JobCancelAsync(first, None);
        CallError cancelled = await ErrorAsync(first);
        Assert.Equal(SealErrorCode.TempUnknown, cancelled.Code);
        Assert.Contains("was cancelled by an operator", cancelled.Message, StringComparison.Ordinal);
        // The same process goes on: it heard the cancellation.
        Assert.Equal("1", Encoding.ASCII.GetString((await _miner.ReturnOf(second)).Ok<byte[]>()));
        Assert.Empty(_log.LinesWith("was lost"));
    }

    [Fact]
    public async Task An_equal_call_joins()
    {
        await StartAsync();
        CallId first = await Call(ProverChild.Wait);
        await UntilStepAsync(first, "waits");
        CallId second = await Call(ProverChild.Wait);
        await Patience.UntilAsync("it joins", async () => (await JobAsync(second)).State == JobReport.JoinedState);
        await _worker!.Api.JobCancelAsync(first, None);
        await _worker.Api.JobCancelAsync(second, None);
        await ErrorAsync(second);
    }

    [Fact]
    public async Task A_stop_of_the_worker_ends_its_prover_and_the_next_start_returns_the_call_as_restarted()
    {
        await StartAsync();
        int process = int.Parse(await ReturnedAsync(Call("process")));
        CallId call = await Call(ProverChild.Hang);
        await Patience.UntilAsync("it runs", async () => (await JobAsync(call)).State == JobReport.RunningState);
        await _worker!.DisposeAsync();
        await Patience.UntilAsync("its prover is gone", () => !File.Exists($"/proc/{process}/stat"));
        _worker = await RunningWorker.StartAsync(Options());
        Assert.Equal(SealErrorCode.TempWorkerRestart, (await ErrorAsync(call)).Code);
        Assert.Equal("1", await ReturnedAsync(Call("count")));
    }

    [Fact]
    public async Task An_empty_output_is_refused_before_it_is_taken()
    {
        await StartAsync();
        RpcException empty = await Assert.ThrowsAsync<RpcException>(() => _worker!.Api.SealCommit2Async(Ref(7), [], None));
        Assert.Equal("commit1Out: must not be empty", empty.Message);
    }

    private static SectorRef Ref(ulong number) => new(new SectorId(1000, number), RegisteredSealProof.StackedDrg2KiBV1_1);

    private async Task StartAsync()
    {
        ProverChild.MakeParameters(Options().ParametersFolder);
        _worker = await RunningWorker.StartAsync(Options(), loggers: _log);
    }

    private WorkerRunOptions Options() => RunningWorker.Options(_miner, _folder["repo"]) with { Prover = ProverChild.Program() };

    private Task<CallId> Call(string word, ulong sector = 7) => _worker!.Api.SealCommit2Async(Ref(sector), Encoding.ASCII.GetBytes(word), None);

    private async Task<string> ReturnedAsync(Task<CallId> call) =>
        Encoding.ASCII.GetString((await _miner.ReturnOf(await call)).Ok<byte[]>());

    private async Task<CallError> ErrorAsync(CallId call) => Assert.IsType<CallError>((await _miner.ReturnOf(call)).Error);

    private async Task<JobReport> JobAsync(CallId call) =>
        System.Text.Json.JsonSerializer.Deserialize<JobList>(await _worker!.Http.GetStringAsync("/jobs", None),
            System.Text.Json.JsonSerializerOptions.Web)!.Jobs.Single(job => job.Call == call.ToString());

    private Task UntilStepAsync(CallId call, string step) =>
        Patience.UntilAsync($"the step '{step}'", async () => (await JobAsync(call)).Step == step, _log.ToString);
}
