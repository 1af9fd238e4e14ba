using LotusSeal.DevMiner.Spacetime;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Observability;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>Windows that a real worker proves and the miner verifies, whatever happens to the worker and to the sectors.</summary>
public sealed class WindowPostTests(PostScene shared) : IClassFixture<PostScene>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private WorkerProgram Worker => shared.Prover;

    [Fact]
    public async Task Sealed_and_updated_sectors_are_proved_and_verified() => await AssertAllProvedAsync(ProveAsync());

    [Fact]
    public async Task Damaged_and_missing_sectors_are_skipped_and_named_and_the_others_proved()
    {
        string damaged = shared.FileOf("update", shared.Updated), missing = shared.FileOf("sealed", new SectorId(1000, 2));
        byte[] replica = await File.ReadAllBytesAsync(damaged, Stop);
        await File.WriteAllBytesAsync(damaged, [.. replica.Select(value => (byte)~value)], Stop);
        File.Move(missing, missing + ".away");
        try
        {
            WindowRecord window = await ProveAsync();
            Assert.Equal(("", true), (window.Error, window.Verified));
            Assert.Equal([0], window.Proved);
            Assert.Equal([1, 2], window.Skipped);
            Assert.Contains($"{shared.Updated} cannot be proved", Worker.Log, StringComparison.Ordinal);
            Assert.Contains("s-t01000-2 cannot be proved", Worker.Log, StringComparison.Ordinal);
        }
        finally
        {
            File.Move(missing + ".away", missing);
            await File.WriteAllBytesAsync(damaged, replica, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_prover_that_is_killed_in_a_proof_costs_the_window_and_not_the_next()
    {
        WindowRecord window;
        do
        {
            int prover = await FreezeProverAsync();
            Task<WindowRecord> proving = await StartProvingAsync();
            // A proof takes no longer than a worker waits for news of it, so it gets time in slices: it may still be there before the kill is.
            while (!proving.IsCompleted && !(await Worker.JobsAsync()).Jobs.Any(IsHeardOf))
            {
                Signal.TrySend(prover, Signal.Continue);
                await Task.Delay(TimeSpan.FromMilliseconds(5), Stop);
                Signal.TrySend(prover, Signal.Stop);
                await Task.Delay(TimeSpan.FromMilliseconds(100), Stop);
            }

            Signal.TrySend(prover, Signal.Kill);
            window = await proving;
        }
        while (window.Error.Length == 0);
        Assert.Contains("killed (signal 9)", window.Error, StringComparison.Ordinal);
        await AssertAllProvedAsync(ProveAsync());
    }

    [Fact]
    public async Task A_worker_that_is_killed_in_a_proof_goes_on_with_the_window_when_it_is_back()
    {
        int prover = await FreezeProverAsync();
        Task<WindowRecord> window = await StartProvingAsync();
        await Worker.KillAsync();
        await Patience.UntilAsync("the prover is gone", () => !Directory.Exists($"/proc/{prover}"));
        await WaitUntilLostAsync();
        Assert.False(window.IsCompleted);
        await Worker.StartReadyAsync();
        await AssertAllProvedAsync(window);
    }

    [Fact]
    public async Task A_worker_that_is_stopped_in_a_proof_ends_cleanly_and_the_window_goes_on_with_the_next()
    {
        int prover = await FreezeProverAsync();
        Task<WindowRecord> window = await StartProvingAsync();
        Assert.Equal(0, await Worker.TerminateAsync());
        Assert.False(Directory.Exists($"/proc/{prover}"));
        await WaitUntilLostAsync();
        Assert.False(window.IsCompleted);
        await Worker.StartReadyAsync();
        await AssertAllProvedAsync(window);
    }

    [Fact]
    public async Task A_miner_that_leaves_ends_the_proof_and_the_worker_has_room_for_the_next()
    {
        await FreezeProverAsync();
        using CancellationTokenSource leave = new();
        Task<WindowRecord> window = await StartProvingAsync(leave.Token);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => window);
        Assert.Equal("it was given up", shared.Scene.Miner.Windows[^1].Error);
        await Patience.UntilAsync("nothing runs any more", async () => (await Worker.JobsAsync()).Jobs.Count == 0, shared.Explain);
        await AssertAllProvedAsync(ProveAsync());
    }

    [Fact]
    public async Task Partitions_that_are_proved_are_among_the_jobs_and_can_be_cancelled()
    {
        int prover = await FreezeProverAsync();
        Task<WindowRecord> window = await StartProvingAsync();
        IReadOnlyList<JobReport> jobs = [];
        await Patience.UntilAsync("both partitions are there, and one has read its sectors", async () =>
        {
            jobs = (await Worker.JobsAsync()).Jobs;
            return jobs.Count == 2 && jobs.Any(job => job.Step == "waits for the prover");
        }, shared.Explain);
        Assert.Equal([0, 1], jobs.Select(job => job.Partition!.Value).Order());
        Assert.All(jobs, job => Assert.Equal("WDP", job.ShortTask));
        string table = await Worker.SucceedAsync("jobs");
        Assert.Matches(@"1000 partition 0 +WDP +running", table);
        Assert.Matches(@"1000 partition 1 +WDP +running", table);
        Assert.Matches("cancelled WDP 1000 partition", await Worker.SucceedAsync("jobs", "cancel", jobs[0].Call));
        Assert.Contains("was cancelled by an operator on prover", (await window).Error, StringComparison.Ordinal);
        Signal.TrySend(prover, Signal.Continue);
        await AssertAllProvedAsync(ProveAsync());
    }

    [Fact]
    public async Task A_winning_proof_is_made_and_verified()
    {
        LongTests.Need();
        await shared.MakeParametersAsync("StackedDrgWinning2KiBV1");
        await using WorkerProgram winner = shared.Worker("winner", "--winningpost");
        await winner.StartReadyAsync();
        WinningReport report = await shared.Scene.Miner.ProveWinningAsync(Stop);
        Assert.Equal((192, true), (report.Bytes, report.Verified));
    }

    private Task<WindowRecord> ProveAsync(CancellationToken? leave = null) => shared.Scene.Miner.ProveWindowAsync(leave ?? Stop);

    /// <summary>All sectors, in two partitions of two sectors.</summary>
    private async Task AssertAllProvedAsync(Task<WindowRecord> proving)
    {
        WindowRecord window = await proving;
        Assert.True(window is { Error: "", Partitions: 2, Verified: true }, $"{window.Error}\n{shared.Explain()}");
        Assert.Equal([0, 1, 2], window.Proved);
        Assert.Empty(window.Skipped);
    }

    /// <summary>Opens a window and waits until a partition is with the prover, which is frozen.</summary>
    private async Task<Task<WindowRecord>> StartProvingAsync(CancellationToken? leave = null)
    {
        Task<WindowRecord> window = ProveAsync(leave);
        await Patience.UntilAsync("a partition is proved", async () => window.IsCompleted || (await Worker.JobsAsync()).Jobs
            .Any(job => job is { ShortTask: "WDP", State: "running", Step: "vanilla proofs" } && job.Done == job.Total), shared.Explain);
        Assert.False(window.IsCompleted, shared.Explain());
        return window;
    }

    /// <summary>SIGSTOP to the prover, once it is there: whatever it is asked for lasts as long as the test wants.</summary>
    private async Task<int> FreezeProverAsync()
    {
        int prover = 0;
        await Patience.UntilAsync("the prover runs", () => Directory.Exists($"/proc/{prover = Worker.LastProver ?? 0}"), shared.Explain);
        Signal.TrySend(prover, Signal.Stop);
        return prover;
    }

    private static bool IsHeardOf(JobReport job) => job is { ShortTask: "WDP", State: "running" }
        && job.Step is not ("" or "vanilla proofs" or "starts the prover" or "waits for the prover");

    private Task WaitUntilLostAsync() => Patience.UntilAsync("the miner has lost its call",
        () => shared.Scene.Miner.Services.Scheduler.Workers().All(worker => !worker.Enabled || worker.Info.Hostname != "prover"), shared.Explain);
}
