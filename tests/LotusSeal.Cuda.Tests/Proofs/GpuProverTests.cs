using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Gpus;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>
/// Worker and prover, each a process with the same GPUs: what the one sees fail the other leaves alone, from one prover to the next.
/// </summary>
[Collection(SimulatedDriver.Collection)]
public sealed class GpuProverTests : IDisposable
{
    private const string First = "cuda(Simulated GPU at 0000:01:00.0)", Second = "cuda(Simulated GPU at 0000:02:00.0)";
    private readonly LogLines _log = new();
    private readonly List<IDisposable> _owned = [];
    private readonly GpuLives _lives = new(devices: 2, recordedCache: null);

    public GpuProverTests() => SimulatedSensors.Start();

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _lives.Dispose();
    }

    [Fact]
    public async Task A_gpu_that_fails_in_a_proof_is_seen_by_the_worker_and_left_alone_by_the_next_prover()
    {
        (BackendPool pool, GpuWatch watch, ChildProver prover) = Start(GpuPolicy.Prefer);
        Assert.Equal("right", await GpuProverChild.AskAsync(prover, GpuProverChild.Prove));
        Assert.Equal(Second, prover.Backend);
        // The other one goes on.
        Assert.Equal("right", await GpuProverChild.AskAsync(prover, GpuProverChild.FailOnce));
        Assert.Equal(First, prover.Backend);
        await Patience.UntilAsync("the worker shows it", () => watch.Reports()[1].Retired is not null);
        Assert.Contains("cuLaunchKernel", watch.Reports()[1].Retired, StringComparison.Ordinal);
        Assert.Equal(First, pool.Selection.Phases[SealingPhase.PreCommit2]);

        await GpuProverChild.KillAsync(prover);
        Assert.Equal("right", await GpuProverChild.AskAsync(prover, GpuProverChild.Prove));
        Assert.Equal(First, prover.Backend);
        Assert.Contains(_log.Lines, line => line.Contains($"Prover: {Second} failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_one_is_required_the_proof_fails_with_the_last_one_and_the_tasks_are_withheld()
    {
        (BackendPool pool, GpuWatch watch, ChildProver prover) = Start(GpuPolicy.Require);
        TaskTypeSet tasks = new([TaskTypes.PreCommit2, TaskTypes.Commit2, TaskTypes.WindowPoSt]);
        WorkerRunOptions options = new()
        {
            RepositoryPath = "/none",
            FindMiner = () => throw new IOException("no miner"),
            Listen = "127.0.0.1:0",
            Tasks = new HashSet<string>(),
            Name = "w0",
            GpuPolicy = GpuPolicy.Require,
        };
        GpuRequirement.Watch(options, pool, noGpu: null, prover, tasks, _log);
        ChildLostException failed = await Assert.ThrowsAsync<ChildLostException>(
            () => GpuProverChild.AskAsync(prover, GpuProverChild.FailAlways));
        Assert.Contains("failed in the arithmetic of proofs: cuLaunchKernel", failed.Message, StringComparison.Ordinal);
        Assert.Contains("a GPU is required", failed.Message, StringComparison.Ordinal);
        await Patience.UntilAsync("the tasks are withheld", () => !tasks.Contains(TaskTypes.Commit2) && !tasks.Contains(TaskTypes.PreCommit2));
        Assert.True(tasks.Contains(TaskTypes.WindowPoSt));
        Assert.All(watch.Reports(), gpu => Assert.NotNull(gpu.Retired));

        await GpuProverChild.KillAsync(prover);
        Assert.Equal("right", await GpuProverChild.AskAsync(prover, GpuProverChild.Spacetime));
        Assert.StartsWith("native(", prover.Backend, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ChildLostException>(() => GpuProverChild.AskAsync(prover, GpuProverChild.Prove));
    }

    private (BackendPool Pool, GpuWatch Watch, ChildProver Prover) Start(GpuPolicy policy)
    {
        KeptChild StartGpu() => new(_lives.Program, new ChildTimings(), TimeProvider.System, _log);
        BackendPool pool = BackendChoice.Choose(BackendChoice.Auto, policy, static _ => { }, null,
            _ => new GpuFinder(StartGpu).Find(static _ => { }));
        _owned.AddRange(pool.Candidates.OfType<IDisposable>());
        GpuWatch watch = GpuWatch.Start(pool, _log);
        ChildProver prover = new(GpuProverChild.Program(policy), new ChildTimings(), TimeProvider.System, _log, watch);
        _owned.InsertRange(0, [prover, watch]);
        return (pool, watch, prover);
    }
}
