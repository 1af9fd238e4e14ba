using System.Net;
using System.Text.RegularExpressions;
using LotusSeal.DevMiner.Faults;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;
using LotusSeal.Testing.Processes;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>The commands of the built program against a worker that runs.</summary>
public sealed class CommandTests(CommandTests.CommandScene shared) : IClassFixture<CommandTests.CommandScene>
{
    private WorkerProgram Worker => shared.Scene.Worker;

    private Scene Scene => shared.Scene;

    [Fact]
    public async Task Info_tells_version_session_tasks_and_paths()
    {
        string info = await Worker.SucceedAsync("info");
        Assert.Matches(
            @"^Worker version:  1\.7\.0\nCLI version: lotus-seal-worker version \S+\n\nSession: [0-9a-f-]{36}\nEnabled: true\nHostname: worker\n", info);
        Assert.Equal("Task types: FUS FIN GET FRU UNS C1 PC2 PC1 PR1 RU AP DC GSK", TaskLine(info).TrimEnd());
        Assert.Contains($"Weight: 10; Use: Seal \n\tLocal: {Worker.Repository}\n", info, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_shows_a_result_that_the_miner_does_not_take_and_nothing_afterwards()
    {
        Scene.Miner.Faults.Set(new FaultRule(FaultKind.Error, "ReturnSealPreCommit1", FaultRule.Unlimited));
        SectorId sector = Scene.Miner.Pledge();
        // The results before it leave the list a moment after the miner has taken them.
        await Patience.UntilAsync("only PreCommit1 is left and waits for its delivery",
            async () => (await Worker.JobsAsync()).Jobs is [{ ShortTask: "PC1", State: "undelivered" }], () => Worker.Log);
        Assert.Matches($@"1000/{sector.Number} +PC1 +undelivered", await Worker.SucceedAsync("jobs"));
        string json = await Worker.SucceedAsync("jobs", "--json");
        Assert.Matches(@"""short_task"": ""PC1""[\s\S]*""state"": ""undelivered""", json);
        (_, string metrics) = await Worker.GetAsync("/metrics");
        Assert.Contains("lotusseal_undelivered_results 1\n", metrics, StringComparison.Ordinal);

        Scene.Miner.Faults.Clear();
        await Scene.WaitForStateAsync(SectorState.Proving, sector);
        await Worker.AssertEachCallClosedOnceAsync();
        Assert.Matches(@"^worker, session [0-9a-f-]{36}: 0 jobs\n$", await Worker.SucceedAsync("jobs"));
    }

    [Fact]
    public async Task Storage_paths_come_and_go_at_run_time_for_worker_and_miner()
    {
        string path = Scene.Folder["more"];
        await Worker.SucceedAsync("storage", "attach", "--init", "--seal", "--store", "--weight", "7", path);
        Assert.Contains($"Weight: 7; Use: Seal Store\n\tLocal: {path}\n", await Worker.SucceedAsync("storage", "list"), StringComparison.Ordinal);
        string list = await Worker.SucceedAsync("storage", "list");
        string id = Regex.Match(list, $@"([0-9a-f-]{{36}}):\n[^\n]*\n\tLocal: {Regex.Escape(path)}\n").Groups[1].Value;
        CancellationToken stop = TestContext.Current.CancellationToken;
        Assert.Contains(id, (await Scene.Miner.Services.Index.StorageListAsync(stop))!.Keys);

        CommandResult twice = await Worker.CommandAsync("storage", "attach", path);
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains(path, twice.Error, StringComparison.Ordinal);
        CommandResult unsure = await Worker.CommandAsync("storage", "detach", path);
        Assert.Equal(2, unsure.ExitCode);

        await Worker.SucceedAsync("storage", "detach", "--really-do-it", path);
        Assert.DoesNotContain(path, await Worker.SucceedAsync("storage", "list"), StringComparison.Ordinal);
        Assert.DoesNotContain(id, (await Scene.Miner.Services.Index.StorageListAsync(stop))!.Keys);
    }

    [Fact]
    public async Task A_disabled_task_is_not_given_to_the_worker_until_it_is_enabled_again()
    {
        await Worker.SucceedAsync("tasks", "disable", "PC2");
        Assert.DoesNotContain("PC2", TaskLine(await Worker.SucceedAsync("info")), StringComparison.Ordinal);
        SectorId sector = Scene.Miner.Pledge();
        await Scene.WaitForStateAsync(SectorState.PreCommit2, sector);
        await WaitForVainCyclesAsync(sector);
        Assert.Equal(0, Worker.CountInLog($"PC2 {sector} accepted"));
        await Worker.SucceedAsync("tasks", "enable", "PC2");
        Assert.Contains("PC2", TaskLine(await Worker.SucceedAsync("info")), StringComparison.Ordinal);
        await Scene.WaitForStateAsync(SectorState.Proving, sector);
    }

    [Fact]
    public async Task A_disabled_worker_gets_no_work_and_wait_quiet_returns_when_nothing_runs()
    {
        await Worker.SucceedAsync("set", "--enabled=false");
        Assert.Contains("Enabled: false\n", await Worker.SucceedAsync("info"), StringComparison.Ordinal);
        await Patience.UntilAsync("the miner sees that the worker is disabled",
            () => Scene.Miner.Services.Scheduler.Workers().Any(worker => !worker.Enabled));
        SectorId sector = Scene.Miner.Pledge();
        await WaitForVainCyclesAsync(sector);
        Assert.Equal(0, Worker.CountInLog($"AP {sector} accepted"));
        await Worker.SucceedAsync("wait-quiet");
        await Worker.SucceedAsync("set", "--enabled=true");
        await Scene.WaitForStateAsync(SectorState.Proving, sector);
    }

    [Fact]
    public async Task Probes_and_metrics_tell_how_the_worker_is()
    {
        SectorId sector = Scene.Miner.Pledge();
        await Scene.WaitForStateAsync(SectorState.Proving, sector);
        await Worker.AssertEachCallClosedOnceAsync();
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Worker.GetAsync("/healthz"));
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Worker.GetAsync("/readyz"));
        (_, string metrics) = await Worker.GetAsync("/metrics");
        Assert.Contains("lotusseal_miner_connected 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("lotusseal_undelivered_results 0\n", metrics, StringComparison.Ordinal);
        foreach (string task in (string[])["AP", "PC1", "PC2", "C1", "FIN"])
        {
            int ran = Regex.Count(Worker.Log, $@" {task} s-t01000-\d+ accepted");
            Assert.Contains($"lotusseal_calls_accepted_total{{task=\"{task}\"}} {ran}\n", metrics, StringComparison.Ordinal);
            // A call is counted a moment after its row has left the store.
            await Patience.UntilAsync($"{ran} {task} are returned",
                async () => (await Worker.GetAsync("/metrics")).Body
                    .Contains($"lotusseal_calls_returned_total{{task=\"{task}\"}} {ran}\n", StringComparison.Ordinal));
        }

        Assert.Matches(@"lotusseal_path_available_bytes\{[^}]*\} [1-9]", metrics);
        Scene.Miner.Faults.RefuseConnections = true;
        Scene.Miner.Faults.DropConnections();
        try
        {
            await Patience.UntilAsync("the worker sees that the miner is away",
                async () => (await Worker.GetAsync("/readyz")).Status == HttpStatusCode.ServiceUnavailable);
            Assert.StartsWith("the miner does not answer", (await Worker.GetAsync("/readyz")).Body, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await Worker.GetAsync("/healthz")).Status);
            (_, metrics) = await Worker.GetAsync("/metrics");
            Assert.Contains("lotusseal_miner_connected 0\n", metrics, StringComparison.Ordinal);
        }
        finally
        {
            Scene.Miner.Faults.RefuseConnections = false;
        }

        await Worker.WaitReadyAsync();
    }

    [Fact]
    public async Task Stop_ends_the_process_with_code_0_and_the_miner_forgets_worker_and_paths()
    {
        await using WorkerProgram other = new(Scene.Folder.Path, Scene.MinerRepository, "other") { TimeScale = 0.05 };
        await other.StartReadyAsync();
        Assert.Contains("host other", await Worker.SucceedAsync("workers", "list"), StringComparison.Ordinal);
        await other.SucceedAsync("stop");
        Assert.Equal(0, await other.WaitForExitAsync());
        await Patience.UntilAsync("the miner forgets the worker",
            async () => !(await Worker.SucceedAsync("workers", "list")).Contains("host other", StringComparison.Ordinal));
        await other.WaitForLogAsync("Stopped");
        CommandResult gone = await other.CommandAsync("info");
        Assert.Equal(1, gone.ExitCode);
        Assert.StartsWith("error: cannot find the worker: is it running?", gone.Error, StringComparison.Ordinal);

        // Its paths are opened again by the next start.
        await other.StartReadyAsync();
        Assert.Contains($"Local: {other.Repository}\n", await other.SucceedAsync("storage", "list"), StringComparison.Ordinal);
    }

    /// <summary>Waits until the miner has gone through its queue, with the sector's task in it, and given it to nobody.</summary>
    private async Task WaitForVainCyclesAsync(SectorId sector)
    {
        Scheduler scheduler = Scene.Miner.Services.Scheduler;
        bool Queued() => scheduler.Snapshot().Requests.Any(request => request.Sector.Id == sector);
        await Patience.UntilAsync("the task is queued", Queued);
        // The next one to end may have begun before.
        long cycles = scheduler.Cycles + 2;
        await Patience.UntilAsync("the miner looks at its queue", () => scheduler.Cycles >= cycles);
        Assert.True(Queued(), Worker.Log);
    }

    private static string TaskLine(string info) => info.Split('\n').Single(line => line.StartsWith("Task types:", StringComparison.Ordinal));

    /// <summary>One miner and one worker for all commands; each test leaves both working.</summary>
    public sealed class CommandScene : IAsyncLifetime
    {
        public Scene Scene { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Scene = await Scene.StartAsync();

        public ValueTask DisposeAsync() => Scene?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
