using System.Diagnostics;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Gpus;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests;

/// <summary>PreCommit2 on GPUs in processes of their own: what becomes of a sector, and of its worker, when one dies, hangs or fails.</summary>
public sealed class ChildGpuTests : IDisposable
{
    private const string Launch = "PreCommit2 cuLaunchKernel 9 ";
    private const int Segment = 11, Abort = 6;
    private static readonly SectorVector Vector = SectorVector.Load("16kib");

    private readonly GpuMachine _machine = new();
    private readonly SealedSector _sector;

    public ChildGpuTests() => _sector = new SealedSector(Vector, _machine.Native);

    public void Dispose()
    {
        _machine.Dispose();
        _sector.Dispose();
    }

    [Fact]
    public async Task Every_file_is_the_reference_s()
    {
        Start(devices: 1);
        await PreCommit2Async();
        Assert.Equal([GpuMachine.First], _machine.Gpus.Select(gpu => gpu.Name));
        Assert.Equal(GpuMachine.First, _machine.Pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Single(_machine.Lives.Processes);
        Assert.True(_machine.Gpus[0].ResidentMemory > 0);
        Assert.StartsWith("found the GPU Simulated GPU, 1 GiB, at 0000:01:00.0", Assert.Single(_machine.Notes), StringComparison.Ordinal);
        Assert.Empty(_machine.Warnings);
    }

    [Fact]
    public async Task Kill_9_in_the_middle_costs_nothing_but_the_process()
    {
        Start(devices: 1, Launch + "hold");
        Task<SealCommitments> sealing = await BeginAsync();
        await _machine.Lives.UntilHeldAsync();
        using SealedSector other = new(Vector, _machine.Native);
        Task<SealedSector> onProcessor = other.SealAsync();
        Assert.True(Signal.TrySend(_machine.Lives.Processes[0], Signal.Kill));
        AssertWhole(await sealing.WaitAsync(Patience.Limit));
        await onProcessor.WaitAsync(Patience.Limit);
        Assert.Equal(2, _machine.Lives.Processes.Count);
        Assert.Equal(GpuMachine.First, _machine.Pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Empty(_machine.Warnings);
        Assert.Contains(_machine.Log.Lines, line =>
            line.Contains("GPU process was lost, the next request starts another one: it was killed (signal 9)", StringComparison.Ordinal));
    }

    [Theory, InlineData(Segment, "it crashed (signal 11)"), InlineData(Abort, "it aborted (signal 6)")]
    public async Task A_driver_that_crashes_twice_in_a_row_is_left_alone(int signal, string reason)
    {
        Start(devices: 1, $"{Launch}{signal}", $"{Launch}{signal}");
        await PreCommit2Async();
        Assert.Equal(_machine.Native.Name, _machine.Pool.Selection.Phases[SealingPhase.PreCommit2]);
        BackendFault fault = Assert.Single(_machine.Pool.Selection.Retired);
        Assert.Equal((GpuMachine.First, FaultRemedy.Retire), (fault.Device, fault.Remedy));
        Assert.StartsWith($"2 processes in a row were lost with it, the last one so: the GPU process was lost: {reason}", fault.Reason,
            StringComparison.Ordinal);
        Assert.EndsWith($"PreCommit2 goes on with {_machine.Native.Name}.", Assert.Single(_machine.Warnings), StringComparison.Ordinal);
        await PreCommit2Async();
        Assert.Equal(2, _machine.Lives.Processes.Count);
    }

    [Fact]
    public async Task The_next_GPU_takes_over_from_one_that_crashes()
    {
        Start(devices: 2, $"{Launch}{Abort}", $"{Launch}{Abort}");
        await PreCommit2Async();
        Assert.Equal(GpuMachine.Second, _machine.Pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Equal(3, _machine.Lives.Processes.Count);
    }

    [Fact]
    public async Task A_driver_that_hangs_is_seen_and_its_sector_started_again()
    {
        Start(devices: 1, Launch + "hang");
        await PreCommit2Async();
        Assert.Equal(GpuMachine.First, _machine.Pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Equal(2, _machine.Lives.Processes.Count);
        Assert.Contains(_machine.Log.Lines, line => line.Contains("the driver of the GPU has not come back for 0.2 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_sector_ends_also_where_the_driver_hangs()
    {
        Start(devices: 1, Launch + "hold");
        using CancellationTokenSource cancel = new();
        Task<SealCommitments> sealing = await BeginAsync(cancel.Token);
        await _machine.Lives.UntilHeldAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sealing.WaitAsync(Patience.Limit));
        await GpuLives.UntilGoneAsync(_machine.Lives.Processes[0]);
        AssertWhole(await (await BeginAsync()).WaitAsync(Patience.Limit));
        Assert.Equal(GpuMachine.First, _machine.Pool.Selection.Phases[SealingPhase.PreCommit2]);
    }

    [Fact]
    public async Task A_GPU_that_is_seen_failing_loses_its_sector_and_its_process()
    {
        Start(devices: 1, Launch + "hold");
        Task<SealCommitments> sealing = await BeginAsync();
        await _machine.Lives.UntilHeldAsync();
        Assert.True(_machine.Pool.Report(SealingPhase.PreCommit2, _machine.Gpus[0], _machine.Gpus[0].Condemn("the driver reports Xid 48")));
        AssertWhole(await sealing.WaitAsync(Patience.Limit));
        await GpuLives.UntilGoneAsync(Assert.Single(_machine.Lives.Processes));
        Assert.Equal(_machine.Native.Name, _machine.Pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Contains("Xid 48", Assert.Single(_machine.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_driver_is_told_as_it_is_and_costs_no_process()
    {
        Start(devices: 1, $"{Launch}fail={(int)CUResult.ErrorECCUncorrectable}");
        await PreCommit2Async();
        Assert.Equal($"cuLaunchKernel: simulated (CUDA_ERROR_SIMULATED, {(int)CUResult.ErrorECCUncorrectable})",
            Assert.Single(_machine.Pool.Selection.Retired).Reason);
        Assert.Single(_machine.Lives.Processes);
    }

    [Fact]
    public async Task Memory_of_the_GPU_that_is_short_fails_the_task_and_not_the_next_one()
    {
        Start(devices: 1, $"PreCommit2 cuMemHostAlloc 1 fail={(int)CUResult.ErrorOutOfMemory}");
        SealingBackendException short_ = await Assert.ThrowsAsync<SealingBackendException>(async () => await await BeginAsync());
        Assert.Equal(FaultRemedy.Retry, short_.Fault.Remedy);
        await PreCommit2Async();
        Assert.Single(_machine.Lives.Processes);
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_no_fault_of_the_GPU()
    {
        Start(devices: 1);
        await _sector.PreCommit1Async();
        string tree = _sector.Cache("sc-02-data-tree-d.dat");
        await File.WriteAllBytesAsync(tree, new byte[new FileInfo(tree).Length], SealedSector.Token);
        SealingException damaged = await Assert.ThrowsAsync<SealingException>(() =>
            Sealer().PreCommit2Async(_sector.Output, _sector.Paths, null, SealedSector.Token));
        Assert.Contains(tree, damaged.Message, StringComparison.Ordinal);
        Assert.Empty(_machine.Pool.Selection.Retired);
        Assert.Single(_machine.Lives.Processes);
    }

    [Fact]
    public async Task What_is_no_answer_retires_the_GPU()
    {
        // Each life says that it is ready, answers with three bytes and ends: the first the test, the second the sector.
        using GpuLives found = new(1, null);
        IReadOnlyList<ChildGpu> gpus = _machine.Find(found.Program);
        ChildGpu gpu = _machine.Own(new ChildGpu(gpus[0].Device, _machine.Child(new ChildProgram(GpuCommand.ChildName, "/bin/sh",
            ["-c", "printf 'LS\\001\\000\\016\\000\\000\\000{\"Protocol\":5}'; head -c 1 >/dev/null; "
                + "printf 'LS\\007\\000\\003\\000\\000\\000abc'"], new Dictionary<string, string>()))));
        BackendPool pool = new([gpu, _machine.Native], _machine.Warnings.Add);
        await _sector.PreCommit1Async();
        Assert.Equal(GpuMachine.First, pool.Selection.Phases[SealingPhase.PreCommit2]);
        AssertWhole(await Sealer(pool).PreCommit2Async(_sector.Output, _sector.Paths, null, SealedSector.Token).WaitAsync(Patience.Limit));
        Assert.Equal("its process answers with 3 bytes, not two digests", Assert.Single(pool.Selection.Retired).Reason);
    }

    [Fact]
    public void A_driver_that_crashes_when_it_is_asked_leaves_the_worker_without_GPUs()
    {
        Start(devices: 1, $"Find cuInit 1 {Segment}", $"Find cuInit 1 {Abort}");
        Assert.Empty(_machine.Gpus);
        Assert.Equal("no GPU is used: 2 processes in a row that asked the driver failed: the GPU process was lost: it aborted (signal 6)",
            Assert.Single(_machine.Notes).Split(';')[0]);
    }

    [Fact]
    public void A_driver_that_crashes_once_when_it_is_asked_is_asked_again()
    {
        Start(devices: 2, $"Find cuInit 1 {Segment}");
        Assert.Equal([GpuMachine.First, GpuMachine.Second], _machine.Gpus.Select(gpu => gpu.Name));
    }

    [Fact]
    public void A_machine_without_a_GPU_keeps_no_process()
    {
        Start(devices: 0);
        Assert.Equal("no GPU is used: the driver shows no GPU", Assert.Single(_machine.Notes));
        Assert.Single(_machine.Lives.Processes);
    }

    [Fact]
    public async Task The_worker_itself_never_opens_the_driver()
    {
        using GpuLives lives = new(2, null);
        using Process worker = lives.StartWorker();
        string said = await worker.StandardOutput.ReadToEndAsync(SealedSector.Token);
        Assert.Contains("0000:02:00.0", said, StringComparison.Ordinal);
        Assert.Contains("fault: none\ndriver: False\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_built_program_serves_where_the_loader_finds_a_driver()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "libcuda-simulated.so"), _sector.Folder[DriverLibrary.Name]);
        _machine.Use(new ChildProgram(GpuCommand.ChildName, Path.Combine(AppContext.BaseDirectory, "lotus-seal-worker"),
            ["proofs", GpuCommand.ServeName, GpuCommand.ThreadsFlag, "2"],
            new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = _sector.Folder.Path }));
        Assert.SkipWhen(_machine.Notes[0].Contains("built without kernels", StringComparison.Ordinal), _machine.Notes[0]);
        Assert.Equal(Vector.Commitments, await (await BeginAsync()).WaitAsync(Patience.Limit));
        Assert.Equal(GpuMachine.First, _machine.Pool.Selection.Phases[SealingPhase.PreCommit2]);
        _sector.AssertReplicaIsWhole();
    }

    [Fact]
    public async Task Kill_9_of_the_worker_ends_a_process_whose_driver_hangs()
    {
        using GpuLives lives = new(1, null, "Test cuLaunchKernel 3 hold");
        using Process worker = lives.StartWorker();
        await lives.UntilHeldAsync();
        worker.Kill();
        await worker.WaitForExitAsync(SealedSector.Token);
        await GpuLives.UntilGoneAsync(Assert.Single(lives.Processes));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("b", false)]
    public void A_driver_is_found_without_loading_it(string folder, bool isThere)
    {
        File.WriteAllText(_sector.Folder["cache-file"], "x\0/usr/lib/libother.so.1\0");
        Directory.CreateDirectory(_sector.Folder["a"]);
        File.WriteAllText(Path.Join(_sector.Folder["a"], "libcuda.so.1"), "");
        string folders = $"/nowhere:{_sector.Folder[folder]}";
        Assert.Equal(isThere, DriverLibrary.IsIn("libcuda.so.1", folders, _sector.Folder["cache-file"]));
        Assert.True(DriverLibrary.IsIn("libother.so.1", folders, _sector.Folder["cache-file"]));
        Assert.False(DriverLibrary.IsIn("libothe", folders, _sector.Folder["no-file"]));
    }

    private void Start(int devices, params string[] lives) => _machine.Start(devices, Vector.RecordedCache, lives);

    private SectorSealer Sealer(BackendPool? pool = null) =>
        new(pool ?? _machine.Pool, new SealingOptions { Threads = 2, RecordedCacheDirectory = Vector.RecordedCache });

    private async Task PreCommit2Async() => AssertWhole(await (await BeginAsync()).WaitAsync(Patience.Limit));

    private async Task<Task<SealCommitments>> BeginAsync(CancellationToken cancellationToken = default)
    {
        await _sector.PreCommit1Async();
        return Sealer().PreCommit2Async(_sector.Output, _sector.Paths, null, cancellationToken);
    }

    private void AssertWhole(SealCommitments made)
    {
        Assert.Equal(Vector.Commitments, made);
        _sector.AssertCacheIs("cache_files_after_pc2");
        _sector.AssertReplicaIsWhole();
    }
}
