using System.Text;
using LotusSeal.Cuda;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>A worker that requires a GPU, on a machine without one.</summary>
public sealed class RequiredGpuTests : IAsyncLifetime
{
    private const string Reason = "--gpu-policy require: no GPU is used: ";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Needing = [TaskTypes.PreCommit2, TaskTypes.Commit2, TaskTypes.ProveReplicaUpdate2];
    private readonly TemporaryFolder _folder = new();
    private readonly RecordedLog _log = new();
    private FakeMiner _miner = null!;
    private RunningWorker? _worker;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(CudaSealingBackend.TryCreate(out _, out _), "this machine has a GPU");
        _miner = await FakeMiner.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null) await _worker.DisposeAsync();
        if (_miner is not null) await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_needs_one_is_withheld_and_everybody_is_told_why()
    {
        await StartAsync(Options());
        Assert.Empty(Needing.Intersect(await OfferedAsync()));
        Assert.Contains(TaskTypes.PreCommit1, await OfferedAsync());
        foreach (string task in (string[])["PC2", "C2", "PR2"])
        {
            Assert.Single(_log.LinesWith($"Warning {task} is not offered to the miner: {Reason}"));
            Assert.Contains($"\n{task} is not offered: {Reason}", await _worker!.Http.GetStringAsync("/readyz", None), StringComparison.Ordinal);
        }

        IReadOnlyDictionary<string, double> withheld =
            MetricsScrape.Parse(await _worker!.Http.GetStringAsync("/metrics", None)).Values("lotusseal_task_withheld");
        Assert.Equal((1, 1, 0), (withheld["PC2"], withheld["C2"], withheld["PC1"]));
        string info = TaskInfoText.Format(await JobsAsync());
        Assert.Contains($"PC2:\n\tNot offered: {Reason}", info, StringComparison.Ordinal);
        Assert.Contains($"for a proof\n\tNot offered: {Reason}", info, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_all_the_same_is_refused_and_the_task_cannot_be_switched_on()
    {
        await StartAsync(Options());
        SectorRef sector = new(new SectorId(1000, 7), RegisteredSealProof.StackedDrg2KiBV1_1);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _worker!.Api.SealPreCommit2Async(sector, [1], None));
        Assert.Contains($"PC2 ({TaskTypes.PreCommit2}) cannot be done here: {Reason}", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RpcException>(() => _worker!.Api.SealCommit2Async(sector, [1], None));
        await Assert.ThrowsAsync<RpcException>(() => _worker!.Api.TaskEnableAsync(TaskTypes.PreCommit2, None));
    }

    [Fact]
    public async Task Proofs_of_spacetime_are_offered_and_made_all_the_same()
    {
        ProverChild.MakePostParameters(Options().ParametersFolder);
        await StartAsync(Options() with { Tasks = new HashSet<string> { TaskTypes.WindowPoSt, TaskTypes.WinningPoSt } });
        Assert.Equal([TaskTypes.WindowPoSt, TaskTypes.WinningPoSt], (await OfferedAsync()).Order());
        Assert.Contains("WDP WNP are offered without a GPU, since a proof of spacetime that is missed costs a fee: no GPU is used: ",
            Assert.Single(_log.LinesWith("are offered without a GPU")), StringComparison.Ordinal);
        Assert.Equal("ready\n", await _worker!.Http.GetStringAsync("/readyz", None));
    }

    [Fact]
    public async Task A_command_for_PreCommit2_needs_none_here()
    {
        await StartAsync(Options() with { ExternalPreCommit2 = "true" });
        Assert.Equal([TaskTypes.PreCommit2], Needing.Intersect(await OfferedAsync()));
    }

    [Theory, InlineData(GpuPolicy.Prefer), InlineData(GpuPolicy.Never)]
    public async Task Otherwise_the_processor_does_it(GpuPolicy policy)
    {
        await StartAsync(Options() with { GpuPolicy = policy });
        Assert.Equal(Needing, Needing.Intersect(await OfferedAsync()));
        Assert.Equal(policy == GpuPolicy.Never, _log.LinesWith("no GPU is used: the policy of GPUs is never").Count == 1);
        Assert.Equal("Commit2 5 1000 7", Encoding.ASCII.GetString((await _miner.ReturnOf(await _worker!.Api.SealCommit2Async(
            new SectorRef(new SectorId(1000, 7), RegisteredSealProof.StackedDrg2KiBV1_1), "request"u8.ToArray(), None))).Ok<byte[]>()));
    }

    private WorkerRunOptions Options() => RunningWorker.Options(_miner, _folder["repo"]) with
    {
        GpuPolicy = GpuPolicy.Require,
        Prover = ProverChild.Program(),
    };

    private async Task StartAsync(WorkerRunOptions options)
    {
        ProverChild.MakeParameters(options.ParametersFolder);
        _worker = await RunningWorker.StartAsync(options, loggers: _log);
    }

    private async Task<IEnumerable<string>> OfferedAsync() => (await _worker!.Api.TaskTypesAsync(None))!.Keys;

    private async Task<JobList> JobsAsync() => System.Text.Json.JsonSerializer.Deserialize<JobList>(
        await _worker!.Http.GetStringAsync("/jobs", None), System.Text.Json.JsonSerializerOptions.Web)!;
}
