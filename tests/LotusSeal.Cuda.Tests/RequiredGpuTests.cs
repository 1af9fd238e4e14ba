using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Tasks;
using ManagedCuda.BasicTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Cuda.Tests;

/// <summary>Where a GPU is required, nothing that one computes is the processor's, also when the last one fails in the middle.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class RequiredGpuTests : IDisposable
{
    private const string Gpu = "cuda(Simulated GPU at 0000:01:00.0)";
    private readonly List<string> _warnings = [];
    private readonly LogLines _log = new();
    private readonly List<IDisposable> _owned = [];
    private IReadOnlyList<CudaSealingBackend> _gpus = [];

    public RequiredGpuTests() => SimulatedDriver.Start();

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    [Fact]
    public void The_gpu_is_the_only_one_for_PreCommit2()
    {
        BackendPool pool = Pool();
        Assert.Equal([SealingPhase.PreCommit2, SealingPhase.Update],
            pool.Selection.Phases.Where(phase => phase.Value == Gpu).Select(phase => phase.Key));
        Assert.DoesNotContain(BackendSelection.None, pool.Selection.Phases.Values);
        // Updates have the processor behind it.
        Assert.True(pool.Report(SealingPhase.Update, pool.Candidates[0], new BackendFault(BackendStage.Update, Gpu, FaultRemedy.Retire, "test")));
        Assert.Throws<SealingBackendException>(() => pool.For(SealingPhase.PreCommit2));
        Assert.NotNull(pool.For(SealingPhase.Update).Updates);
    }

    [Fact]
    public async Task A_sector_whose_gpu_is_lost_comes_back_as_a_temporary_error_that_names_stage_and_device()
    {
        BackendPool pool = Pool();
        using SealedSector sector = new(SectorVector.Load("16kib"), new ManagedSealingBackend());
        await sector.PreCommit1Async();
        SectorSealer sealer = new(pool, new SealingOptions { Threads = 2, RecordedCacheDirectory = sector.Vector.RecordedCache });
        SimulatedDriver.simulate_failure("cuLaunchKernel", 3, (int)CUResult.ErrorLaunchFailed, 0);
        SealingBackendException failed = await Assert.ThrowsAsync<SealingBackendException>(
            () => sealer.PreCommit2Async(sector.Output, sector.Paths, null, SealedSector.Token));
        CallError error = TaskErrors.ToCallError(failed, "w0");
        Assert.Equal(SealErrorCode.TempUnknown, error.Code);
        Assert.StartsWith($"{Gpu} failed in the replica's trees: cuLaunchKernel", error.Message, StringComparison.Ordinal);
        Assert.Throws<SealingBackendException>(() => pool.For(SealingPhase.PreCommit2));
    }

    [Fact]
    public async Task When_the_last_one_is_retired_the_tasks_are_offered_no_longer()
    {
        BackendPool pool = Pool();
        TaskTypeSet tasks = new([TaskTypes.PreCommit1, TaskTypes.PreCommit2, TaskTypes.Commit2, TaskTypes.WindowPoSt]);
        GpuRequirement requirement = GpuRequirement.Watch(Options(), pool, noGpu: null, Prover("exit 1"), tasks, _log);
        Assert.Empty(requirement.Withheld);
        Assert.True(tasks.Contains(TaskTypes.PreCommit2));
        CudaSealingBackend gpu = pool.Candidates.OfType<CudaSealingBackend>().Single();
        pool.Report(SealingPhase.PreCommit2, gpu, gpu.Condemn("the driver reports Xid 79"));
        await Patience.UntilAsync("they are withheld", () => !tasks.Contains(TaskTypes.PreCommit2) && !tasks.Contains(TaskTypes.Commit2));
        const string Why = $"--gpu-policy require: {Gpu} failed in the replica's trees: the driver reports Xid 79";
        Assert.Equal((Why, Why), (tasks.Withheld(TaskTypes.PreCommit2), tasks.Withheld(TaskTypes.Commit2)));
        Assert.Equal([$"PC2 is not offered: {Why}", $"C2 is not offered: {Why}"], requirement.Withheld);
        Assert.Contains(_log.Lines, line => line.Contains($"PC2 is not offered to the miner: {Why}", StringComparison.Ordinal));
        Assert.True(tasks.Contains(TaskTypes.PreCommit1) && tasks.Contains(TaskTypes.WindowPoSt));
        Assert.ThrowsAny<Exception>(() => tasks.Enable(TaskTypes.PreCommit2));
    }

    [Fact]
    public async Task After_two_provers_that_were_lost_with_one_Commit2_is_offered_no_longer_and_PreCommit2_is()
    {
        TaskTypeSet tasks = new([TaskTypes.PreCommit2, TaskTypes.Commit2]);
        ChildProver prover = Prover("exit 9");
        GpuRequirement.Watch(Options(), Pool(), noGpu: null, prover, tasks, _log);
        for (int life = 0; life < 2; life++)
        {
            Assert.True(tasks.Contains(TaskTypes.Commit2));
            await Assert.ThrowsAsync<ChildLostException>(() => prover.ProveAsync(new ProofRequest(ProofKind.Commit2, 5, 1000, 7), new byte[1],
                new Progress<PhaseProgress>(), TestContext.Current.CancellationToken));
        }

        Assert.Equal("--gpu-policy require: provers were lost one after the other with one", tasks.Withheld(TaskTypes.Commit2));
        Assert.True(tasks.Contains(TaskTypes.PreCommit2));
    }

    [Fact]
    public void A_proof_whose_gpu_is_lost_fails_with_its_name_and_one_of_spacetime_goes_on()
    {
        using ProofGpus proofs = Proofs();
        KnownProof.AssertRight(proofs.Backend);
        proofs.Failed(_gpus.Single().Device, "the driver reports Xid 79");
        BackendFault fault = Assert.Throws<SealingBackendException>(() => KnownProof.AssertRight(proofs.Backend)).Fault;
        Assert.Equal(new BackendFault(BackendStage.Proof, Gpu, FaultRemedy.Retire,
            "the driver reports Xid 79; a GPU is required, so the processor does not compute instead"), fault);
        Assert.Equal(("none", "managed"), (proofs.Backend.Name, proofs.WithProcessor.Name));
        KnownProof.AssertRight(proofs.WithProcessor);
        Assert.Single(_warnings);
    }

    [Fact]
    public void A_gpu_that_one_kind_of_proof_finds_wrong_is_left_alone_by_the_other()
    {
        using ProofGpus proofs = Proofs();
        SimulatedDriver.simulate_wrong_result("add_segments_1", 1);
        KnownProof.AssertRight(proofs.WithProcessor);
        SealingBackendException failed = Assert.Throws<SealingBackendException>(() => KnownProof.AssertRight(proofs.Backend));
        Assert.Contains("differs from what the processor computes", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_is_short_fails_the_proof_and_the_gpu_is_used_again()
    {
        FakeTimeProvider clock = new();
        ManagedProverBackend processor = new();
        using CudaProverBackend device = SimulatedDriver.CreateProver();
        DeviceTrust trust = new(device, processor, clock, _warnings.Add, () => "none");
        DeviceFirst backend = new(trust, new NoSubstitute(() => trust.Fault!, processor), processor);
        KnownProof.AssertRight(backend);
        SimulatedDriver.simulate_failure("cuMemAlloc_v2", 1, (int)CUResult.ErrorOutOfMemory, 1);
        BackendFault fault = Assert.Throws<SealingBackendException>(() => KnownProof.AssertRight(backend)).Fault;
        Assert.Equal((device.Name, FaultRemedy.Retry), (fault.Device, fault.Remedy));
        SimulatedDriver.simulate_failure("nothing", 1, 0, 0);
        clock.Advance(DeviceTrust.Pause);
        KnownProof.AssertRight(backend);
    }

    private ProofGpus Proofs()
    {
        Assert.True(CudaSealingBackend.TryCreate(out _gpus, out _));
        _owned.AddRange(_gpus);
        // What an earlier test had reported of these devices is not theirs.
        SimulatedSensors.Start();
        return new ProofGpus(_gpus, new ManagedProverBackend(), GpuPolicy.Require, _warnings.Add, Assert.Fail);
    }

    private BackendPool Pool()
    {
        BackendPool pool = BackendChoice.Choose(BackendChoice.Auto, GpuPolicy.Require, _warnings.Add);
        _owned.AddRange(pool.Candidates.OfType<IDisposable>());
        return pool;
    }

    private ChildProver Prover(string script)
    {
        ChildProver prover = new(new ChildProgram("prover", "/bin/sh", ["-c", script], new Dictionary<string, string>()), new ChildTimings(),
            TimeProvider.System, NullLogger.Instance);
        _owned.Add(prover);
        return prover;
    }

    private static WorkerRunOptions Options() => new()
    {
        RepositoryPath = "/none",
        FindMiner = () => throw new IOException("no miner"),
        Listen = "127.0.0.1:0",
        Tasks = new HashSet<string>(),
        Name = "w0",
        GpuPolicy = GpuPolicy.Require,
    };
}
