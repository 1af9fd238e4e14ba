using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.Updates;
using LotusSeal.Testing.Processes;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests;

/// <summary>Updates, and keys made of them, on GPUs in processes of their own: what becomes of one when its process dies, hangs or fails.</summary>
public sealed class ChildGpuUpdateTests : IDisposable
{
    private const string Launch = "Encode cuLaunchKernel 2 ";
    private const int Segment = 11, Abort = 6;

    private readonly GpuMachine _machine = new();
    private readonly UpdateFolder _sector = new();

    public void Dispose()
    {
        _machine.Dispose();
        _sector.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3, "Encode cuLaunchKernel 2 11", "RegenerateKey cuLaunchKernel 2 6")]
    public async Task Every_file_of_an_update_and_the_key_made_of_it_are_the_reference_s(int processes, params string[] lives)
    {
        Start(devices: 1, lives);
        using ShapedUpdate shaped = new("16kib");
        await shaped.EncodeAsync(Updater());
        await shaped.RegenerateKeyAsync(Updater());
        Assert.Equal(processes, _machine.Lives.Processes.Count);
        AssertOn(GpuMachine.First);
        Assert.Empty(_machine.Warnings);
    }

    [Fact]
    public async Task Kill_9_in_the_middle_costs_nothing_but_the_process()
    {
        Start(devices: 1, Launch + "hold");
        Task<SealCommitments> update = BeginAsync();
        await _machine.Lives.UntilHeldAsync();
        Assert.True(Signal.TrySend(_machine.Lives.Processes[0], Signal.Kill));
        await AssertWholeAsync(update);
        Assert.Equal(2, _machine.Lives.Processes.Count);
        AssertOn(GpuMachine.First);
        Assert.Empty(_machine.Warnings);
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task A_driver_that_crashes_twice_in_a_row_leaves_the_update_to_the_next_backend(int devices)
    {
        Start(devices, $"{Launch}{Segment}", $"{Launch}{Abort}");
        await AssertWholeAsync(BeginAsync());
        AssertOn(devices == 1 ? _machine.Native.Name : GpuMachine.Second);
        Assert.Equal(1 + devices, _machine.Lives.Processes.Count);
        BackendFault fault = Assert.Single(_machine.Pool.Selection.Retired);
        Assert.Equal((GpuMachine.First, BackendStage.Update, FaultRemedy.Retire), (fault.Device, fault.Stage, fault.Remedy));
        Assert.Contains("Update goes on with", Assert.Single(_machine.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_driver_that_hangs_is_seen_and_its_update_started_again()
    {
        Start(devices: 1, Launch + "hang");
        await AssertWholeAsync(BeginAsync());
        AssertOn(GpuMachine.First);
        Assert.Equal(2, _machine.Lives.Processes.Count);
        Assert.Contains(_machine.Log.Lines, line =>
            line.Contains("the driver of the GPU has not come back for 0.2 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_update_ends_also_where_the_driver_hangs()
    {
        Start(devices: 1, Launch + "hold");
        using CancellationTokenSource cancel = new();
        Task<SealCommitments> update = BeginAsync(cancellationToken: cancel.Token);
        await _machine.Lives.UntilHeldAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => update.WaitAsync(Patience.Limit));
        await GpuLives.UntilGoneAsync(_machine.Lives.Processes[0]);
        await AssertWholeAsync(BeginAsync());
        AssertOn(GpuMachine.First);
    }

    [Fact]
    public async Task A_GPU_that_is_seen_failing_loses_its_update_and_its_process()
    {
        Start(devices: 1, Launch + "hold");
        Task<SealCommitments> update = BeginAsync();
        await _machine.Lives.UntilHeldAsync();
        Assert.True(_machine.Pool.Report(SealingPhase.Update, _machine.Gpus[0], _machine.Gpus[0].Condemn("the driver reports Xid 48")));
        await AssertWholeAsync(update);
        await GpuLives.UntilGoneAsync(Assert.Single(_machine.Lives.Processes));
        AssertOn(_machine.Native.Name);
    }

    [Fact]
    public async Task An_error_of_the_driver_is_told_as_that_of_an_update_and_costs_no_process()
    {
        Start(devices: 1, $"{Launch}fail={(int)CUResult.ErrorECCUncorrectable}");
        await AssertWholeAsync(BeginAsync());
        BackendFault fault = Assert.Single(_machine.Pool.Selection.Retired);
        Assert.Equal((BackendStage.Update, $"cuLaunchKernel: simulated (CUDA_ERROR_SIMULATED, {(int)CUResult.ErrorECCUncorrectable})"),
            (fault.Stage, fault.Reason));
        Assert.Single(_machine.Lives.Processes);
    }

    [Fact]
    public void A_GPU_with_a_wrong_answer_to_an_update_is_not_used()
    {
        Start(devices: 1, "Test encode_update 1 wrong");
        AssertOn(_machine.Native.Name);
        BackendFault fault = Assert.Single(_machine.Pool.Selection.Retired);
        Assert.Equal((GpuMachine.First, BackendStage.Update), (fault.Device, fault.Stage));
        Assert.Contains("known-answer test", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_no_fault_of_the_GPU()
    {
        Start(devices: 1);
        await File.WriteAllBytesAsync(_sector.Unsealed, new byte[2048], UpdateFolder.Token);
        SealingException damaged = await Assert.ThrowsAsync<SealingException>(() => BeginAsync());
        Assert.Contains(_sector.Unsealed, damaged.Message, StringComparison.Ordinal);
        Assert.Empty(_machine.Pool.Selection.Retired);
        Assert.Single(_machine.Lives.Processes);
    }

    [Fact]
    public async Task PreCommit2_and_an_update_take_turns_and_the_one_that_waits_can_be_cancelled()
    {
        SectorVector vector = SectorVector.Load("16kib");
        using SealedSector sealed_ = new(vector, _machine.Native);
        await sealed_.PreCommit1Async();
        _machine.Start(1, vector.RecordedCache, "PreCommit2 cuLaunchKernel 9 hold");
        SectorSealer sealer = new(_machine.Pool, new SealingOptions { Threads = 2 });
        Task<SealCommitments> sealing = sealer.PreCommit2Async(sealed_.Output, sealed_.Paths, null, SealedSector.Token);
        await _machine.Lives.UntilHeldAsync();
        using CancellationTokenSource impatient = new();
        FirstReport cancelled = new(), patient = new();
        Task<SealCommitments> first = BeginAsync(cancelled, impatient.Token);
        Assert.Equal("waits for the GPU process", await cancelled.Step.WaitAsync(Patience.Limit));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Patience.Limit));
        Task<SealCommitments> second = BeginAsync(patient);
        Assert.Equal("waits for the GPU process", await patient.Step.WaitAsync(Patience.Limit));
        Assert.True(Signal.TrySend(Assert.Single(_machine.Lives.Processes), Signal.Kill));
        Assert.Equal(vector.Commitments, await sealing.WaitAsync(Patience.Limit));
        sealed_.AssertReplicaIsWhole();
        await AssertWholeAsync(second);
        Assert.Equal(2, _machine.Lives.Processes.Count);
        AssertOn(GpuMachine.First);
    }

    private void Start(int devices, params string[] lives) => _machine.Start(devices, null, lives);

    private SectorUpdater Updater() => new(_machine.Pool, new SealingOptions { Threads = 2 });

    private Task<SealCommitments> BeginAsync(IProgress<PhaseProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Updater().EncodeAsync(_sector.Key, _sector.Files, _sector.Unsealed, _sector.Vector.Pieces, progress, cancellationToken);

    private async Task AssertWholeAsync(Task<SealCommitments> update)
    {
        Assert.Equal(_sector.Vector.Statement.New, await update.WaitAsync(Patience.Limit));
        _sector.AssertIsTheReference();
    }

    private void AssertOn(string backend) => Assert.Equal(backend, _machine.Pool.Selection.Phases[SealingPhase.Update]);

    private sealed class FirstReport : IProgress<PhaseProgress>
    {
        private readonly TaskCompletionSource<string> _step = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Step => _step.Task;

        public void Report(PhaseProgress value) => _step.TrySetResult(value.Step);
    }
}
