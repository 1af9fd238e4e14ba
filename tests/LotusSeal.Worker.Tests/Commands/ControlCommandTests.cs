using System.Text.Json;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Memory;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class ControlCommandTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly RecordingApi _worker;

    public ControlCommandTests()
    {
        _run.Environment["WORKER_API_INFO"] = "secret-token:/ip4/10.0.0.7/tcp/3456/http";
        (IWorkerApi api, _worker) = RecordingApi.Create<IWorkerApi>();
        _run.Connector.Apis.Add(api);
    }

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("stop", "StorageDetachAll()|Shutdown()")]
    [InlineData("set --enabled=false", "SetEnabled(False)")]
    [InlineData("set", "SetEnabled(True)")]
    [InlineData("wait-quiet", "WaitQuiet()")]
    [InlineData("storage attach /data", "StorageAddLocal(/data)")]
    [InlineData("storage detach --really-do-it /data", "StorageDetachLocal(/data)")]
    [InlineData("storage detach --really-do-it /x/../data/", "StorageDetachLocal(/data)")]
    [InlineData("storage redeclare --all", "StorageRedeclareLocal(null, True)")]
    [InlineData("storage redeclare --id abc --drop-missing=false", "StorageRedeclareLocal(abc, False)")]
    [InlineData("tasks disable PC2", "TaskDisable(seal/v0/precommit/2)")]
    [InlineData("tasks disable gsk", "TaskDisable(seal/v0/regensectorkey)")]
    [InlineData("tasks enable PC1", "TaskEnable(seal/v0/precommit/1)")]
    public async Task Commands_call_what_Lotus_calls(string command, string calls)
    {
        Assert.Equal(0, await _run.RunAsync(command.Split(' ')));
        Assert.Equal(calls.Split('|'), _worker.Calls);
        ApiInfo worker = Assert.Single(_run.Connector.Connections);
        Assert.Equal(new ApiInfo("secret-token", new Uri("http://10.0.0.7:3456/")).ToRpcUrl(), worker.ToRpcUrl());
        Assert.Empty(_run.Error);
    }

    [Fact]
    public async Task Stop_stops_though_the_miner_cannot_be_told_of_the_storage()
    {
        _worker.Results["StorageDetachAll"] = new RpcTransportException("StorageDetachAll: no answer within 30 s");
        Assert.Equal(0, await _run.RunAsync("stop"));
        Assert.Equal(["StorageDetachAll()", "Shutdown()"], _worker.Calls);
        Assert.StartsWith("note: the miner was not told", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_named_by_its_source_and_not_shown()
    {
        _worker.Results["StorageDetachAll"] = new RpcTransportException("401") { Status = System.Net.HttpStatusCode.Unauthorized };
        string error = await _run.FailAsync(1, "stop");
        Assert.Contains("the token of WORKER_API_INFO", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_switches_the_tasks_off_waits_until_nothing_is_left_and_stops()
    {
        _worker.Results["TaskTypes"] = new Dictionary<string, EmptyObject> { [TaskTypes.PreCommit1] = new(), [TaskTypes.Fetch] = new() };
        JobReport running = new("1000-9-76081ba0-61bd-45a5-bc08-af05f1c26e5d", 1000, 9, TaskTypes.PreCommit1, "PC1", "running", "layer 3/11",
            250, 1000, "nodes", 25, 30, 12, 10);
        Queue<JobList> looks = new([Jobs(running), Jobs(running), Jobs(running with { State = JobReport.UndeliveredState, Step = "" })]);
        _run.Connector.NextJobs = () => looks.TryDequeue(out JobList? next) ? next : Jobs();
        Assert.Equal(0, await _run.RunAsync("drain"));
        Assert.Equal(["TaskTypes()", $"TaskDisable({TaskTypes.PreCommit1})", "WaitQuiet()", "StorageDetachAll()", "Shutdown()"], _worker.Calls);
        Assert.Equal("switched off: PC1\nwaiting for PC1 1000/9 (running layer 3/11 25 %)\n"
            + "waiting for 1 result(s) that the miner has not taken: PC1 1000/9\n"
            + "drained: nothing runs, and the miner has every result; stopping the worker\n", _run.Output);
    }

    [Fact]
    public async Task An_interrupted_drain_says_what_is_left_and_does_not_stop_the_worker()
    {
        _worker.Results["TaskTypes"] = new Dictionary<string, EmptyObject> { [TaskTypes.PreCommit1] = new() };
        using CancellationTokenSource interrupt = new();
        _run.Connector.NextJobs = () =>
        {
            interrupt.Cancel();
            return Jobs(new JobReport("1000-9-x", 1000, 9, TaskTypes.PreCommit1, "PC1", "running", "", 0, 0, "", 0, null, 1, 1));
        };
        Assert.Equal(1, await _run.RunUntilAsync(interrupt.Token, "drain"));
        Assert.DoesNotContain("Shutdown()", _worker.Calls);
        Assert.StartsWith("interrupted: the worker runs on and finishes what it has; PC1 stay off", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_tasks_that_can_be_done_are_enabled_at_once()
    {
        Assert.Equal(0, await _run.RunAsync("tasks", "enable", "--all"));
        Assert.Contains($"TaskEnable({TaskTypes.PreCommit1})", _worker.Calls);
        Assert.All(_worker.Calls, call => Assert.True(TaskCatalog.Find(call["TaskEnable(".Length..^1]) is not null));
    }

    [Theory]
    [InlineData("storage detach /data", "--really-do-it")]
    [InlineData("storage redeclare", "--all")]
    [InlineData("storage redeclare --all --id x", "--all")]
    [InlineData("storage attach --init /data", "--seal")]
    [InlineData("storage attach --init --seal --max-storage big /data", "--max-storage")]
    [InlineData("tasks disable XX", "XX")]
    [InlineData("tasks disable", "--all")]
    [InlineData("tasks enable WDP", "WDP")]
    [InlineData("jobs --json --watch", "--watch")]
    [InlineData("jobs cancel", "cancel")]
    [InlineData("drain --max-wait 0s", "--max-wait")]
    [InlineData("storage", "")]
    public async Task Wrong_usage_calls_nobody(string command, string named)
    {
        Assert.Contains(named, await _run.FailAsync(2, command.Split(' ')), StringComparison.Ordinal);
        Assert.Empty(_worker.Calls);
    }

    [Fact]
    public async Task An_error_of_the_worker_is_one_line()
    {
        _worker.Results["StorageAddLocal"] = new RpcException("path is open\nalready");
        Assert.Equal("error: path is open already", await _run.FailAsync(1, "storage", "attach", "/data"));
    }

    [Fact]
    public async Task Attach_with_init_writes_the_descriptor_first()
    {
        string path = _run.InHome("store");
        Assert.Equal(0, await _run.RunAsync("storage", "attach", "--init", "--store", "--weight", "20", "--max-storage", "10TiB", "--groups", "a, b",
            "--allow-to", "c", path));
        StorageDescriptor descriptor = StorageDescriptor.Read(path);
        Assert.True(Guid.TryParse(descriptor.Id, out _));
        Assert.Equal((20UL, false, true, 10UL << 40), (descriptor.Weight, descriptor.CanSeal, descriptor.CanStore, descriptor.MaxStorage));
        Assert.Equal(["a", "b"], descriptor.Groups!);
        Assert.Equal(["c"], descriptor.AllowTo!);
        Assert.Equal([$"StorageAddLocal({path})"], _worker.Calls);

        _worker.Calls.Clear();
        await _run.FailAsync(1, "storage", "attach", "--init", "--seal", path);
        Assert.Empty(_worker.Calls);
        Assert.Equal(descriptor.Id, StorageDescriptor.Read(path).Id);

        Assert.Equal(0, await _run.RunAsync("storage", "redeclare", path));
        Assert.Equal([$"StorageRedeclareLocal({descriptor.Id}, True)"], _worker.Calls);
    }

    [Fact]
    public async Task Attach_says_that_flags_for_a_new_path_change_nothing_of_an_old_one()
    {
        Assert.Equal(0, await _run.RunAsync("storage", "attach", "--store", "--weight", "20", "/data/"));
        Assert.Equal(["StorageAddLocal(/data)"], _worker.Calls);
        Assert.Contains("without --init, --weight, --store changes nothing", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worker.info.txt", true, "4.08", 0)]
    [InlineData("worker.info-disabled.txt", false, "4.316", 0)]
    [InlineData("../pledge-worker-store.worker-info.txt", true, "2.582", 2)]
    public async Task Info_prints_what_Lotus_prints(string capture, bool enabled, string usedGib, int paths)
    {
        string[] expected = await CaptureAsync("cli", capture);
        string tasks = expected.Single(line => line.StartsWith("Task types: ", StringComparison.Ordinal))["Task types: ".Length..];
        _worker.Results["Version"] = 67328u;
        _worker.Results["ProcessSession"] = Guid.Parse(
            expected.Single(line => line.StartsWith("Session", StringComparison.Ordinal))["Session: ".Length..]);
        _worker.Results["Enabled"] = enabled;
        ulong used = (ulong)(double.Parse(usedGib, System.Globalization.CultureInfo.InvariantCulture) * (1 << 30));
        _worker.Results["Info"] = new WorkerInfo("vm", false, new WorkerResources(25274793984, used, 0, 0, 2, [], null));
        _worker.Results["TaskTypes"] = tasks.Trim().Split(' ').Reverse().ToDictionary(name => TaskTypes.FromShortName(name)!, _ => new EmptyObject());
        _worker.Results["Paths"] = paths == 2
            ? new StoragePath[] { new("73b65759-c3d8-448c-a4c2-506e90eb9d5c", 10, "/dat/w/lotusrun/worker", true, false),
            new("3661c6cd-9d9c-4151-adff-e7e72f0635a4", 20, "/dat/w/lotusrun/wstore", false, true) }
            : [new StoragePath("32090a53-3cff-47a8-910a-80d9829dbba0", 10, "/dat/w/lotusrun/worker", true, false)];
        Assert.Equal(0, await _run.RunAsync("info"));
        string[] actual = _run.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("CLI version: lotus-seal-worker version ", actual[1], StringComparison.Ordinal);
        actual[1] = expected[1];
        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Info_ends_with_what_is_known_of_gpus()
    {
        _worker.Results["Version"] = 67328u;
        _worker.Results["ProcessSession"] = Guid.NewGuid();
        _worker.Results["Enabled"] = true;
        _worker.Results["Info"] = new WorkerInfo("vm", false, new WorkerResources(1, 1, 0, 0, 2, ["cuda(NVIDIA H200 at 0000:00:06.0)"], null));
        _worker.Results["TaskTypes"] = new Dictionary<string, EmptyObject>();
        _worker.Results["Paths"] = Array.Empty<StoragePath>();
        // As it goes over the wire.
        string json = JsonSerializer.Serialize(new GpuList([GpuReports.Busy, GpuReports.Lost]), JobJsonContext.Default.GpuList);
        _run.Connector.Gpus = JsonSerializer.Deserialize(json, new JobJsonContext(new JsonSerializerOptions(JsonSerializerDefaults.Web)).GpuList)!;
        Assert.Equal(0, await _run.RunAsync("info"));
        Assert.EndsWith(
            """
            GPU-d7591872-da88-51cf-78ae-7109632ee706:
            	NVIDIA H200 at 0000:00:06.0; Use: PC2
            	Temperature: 50 C; Power: 382 W of 700; Memory: 2.021 GiB/140.4 GiB
            	Clock: 1755 of 1980 MHz (limited by the power limit, heat); Memory clock: 3201 MHz; Uncorrectable memory errors: 2
            	Xid 31 (a kernel touched memory that is not there), 3 time(s), last at 2026-11-26 09:05:04Z
            GPU-00010203-0405-0607-0809-0a0b0c0d0e0f:
            	NVIDIA H200 at 0000:00:07.0; Retired
            	Retired until the worker is started again: GPU is lost (15)

            """, _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cores_that_label_are_told_with_who_labels_there()
    {
        Assert.Equal("Label cores:\n\tCPU 31; Core: 31,63; Cache: 28-31,60-63; Node: 0; Use: s-t01000-7\n"
            + "\tCPU 27; Core: 27,59; Cache: 24-27,56-59; Node: 0; Use: None\n\tLeft for everything else: 0-26,28-30,32-58,60-62\n",
            LabelCoreText.Format(new LabelCoreReport(null, [new LabelCoreState(31, "31,63", "28-31,60-63", 0, "s-t01000-7"),
                new LabelCoreState(27, "27,59", "24-27,56-59", 0, null)], "0-26,28-30,32-58,60-62")));
        Assert.Equal("Label cores: none, 2 core(s) are too few, at least 3 are needed\n",
            LabelCoreText.Format(new LabelCoreReport("2 core(s) are too few, at least 3 are needed", [], "0-1")));
        // A worker of an earlier version does not say.
        Assert.Equal("", LabelCoreText.Format(null));
    }

    [Fact]
    public void What_proofs_are_made_with_is_told_with_what_is_missing()
    {
        ProofTaskReport proof = new("C2", "/params/v28-x.params", 1_114_707_768, 1 << 30, "the parameters '/params/v28-x.params' are missing");
        Assert.Equal("C2:\n\tParameters: /params/v28-x.params, 1.038 GiB\n\tMemory: up to 1 GiB for a proof\n"
            + "\tNot offered: the parameters '/params/v28-x.params' are missing\n", ProofInfoText.Format([proof]));
        Assert.Equal("", ProofInfoText.Format([]));
    }

    [Fact]
    public async Task Storage_list_shows_the_paths()
    {
        _worker.Results["Paths"] = new StoragePath[] { new("id-1", 10, "/a", true, true), new("id-2", 0, "/b", false, false) };
        Assert.Equal(0, await _run.RunAsync("storage", "list"));
        Assert.Equal("id-1:\n\tWeight: 10; Use: Seal Store\n\tLocal: /a\nid-2:\n\tWeight: 0; Use: Use: ReadOnly\tLocal: /b\n", _run.Output);
    }

    [Fact]
    public async Task Resources_prints_the_defaults_as_Lotus_does()
    {
        Dictionary<string, string> expected = Variables(await CaptureAsync("cli", "worker.resources-default.txt"));
        Assert.Equal(0, await _run.RunAsync("resources", "--default"));
        string[] lines = _run.Output.TrimEnd('\n').Split('\n');
        Dictionary<string, string> actual = Variables(lines);
        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        // Names without a size carry the value of whichever size Lotus visited last, so only those with one are compared.
        string[] stable = [.. expected.Keys.Where(name => new[] { "_2K_", "_8M_", "_512M_", "_32G_", "_64G_" }.Any(name.Contains))];
        Assert.Equal(490, stable.Length);
        Assert.All(stable, name => Assert.Equal(expected[name], actual[name]));
    }

    [Fact]
    public async Task Resources_prints_what_is_set()
    {
        Assert.Equal(0, await _run.RunAsync("resources"));
        Assert.Empty(_run.Output);
        _run.Environment["PC1_32G_MAX_MEMORY"] = "7";
        _run.Environment["AP_MIN_MEMORY"] = "8";
        _run.Environment["UNRELATED"] = "9";
        Assert.Equal(0, await _run.RunAsync("resources"));
        Assert.Equal("AP_MIN_MEMORY=8\nPC1_32G_MAX_MEMORY=7\n", _run.Output);
        Assert.Equal(0, await _run.RunAsync("resources", "--all"));
        Assert.Contains("\nPC1_32G_MAX_MEMORY=7\nPC1_32G_MAX_PARALLELISM=1\n", _run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("resources", "--default"));
        Assert.Contains("\nPC1_32G_MAX_MEMORY=68719476736\n", _run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("idle")]
    [InlineData("pc1")]
    public async Task Workers_are_listed_in_the_current_form(string capture)
    {
        string[] expected = await CaptureAsync("cli", $"{capture}.sealing-workers.txt");
        (IMinerApi miner, RecordingApi minerRecord) = RecordingApi.Create<IMinerApi>();
        (IMinerAdminApi admin, RecordingApi adminRecord) = RecordingApi.Create<IMinerAdminApi>();
        minerRecord.Results["Version"] = new NodeVersion("1.36.2", 66816, 30, "lotus");
        using JsonDocument stats = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.RpcVector("cli", $"{capture}.WorkerStats.json")));
        adminRecord.Results["WorkerStats"] = stats.RootElement.GetProperty("result").Deserialize<Dictionary<string, WorkerStats>>();
        _run.Connector.Apis.AddRange([miner, admin]);
        _run.Environment["MINER_API_INFO"] = "token:/ip4/10.0.0.1/tcp/2345";
        Assert.Equal(0, await _run.RunAsync("workers", "list"));
        Assert.Equal(expected, _run.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(0, await _run.RunAsync("workers", "list", "--color"));
        Assert.Contains("\e[35m", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_of_a_seed_miner_are_listed_in_its_form()
    {
        (IMinerApi miner, RecordingApi minerRecord) = RecordingApi.Create<IMinerApi>();
        (IV0MinerAdminApi admin, RecordingApi adminRecord) = RecordingApi.Create<IV0MinerAdminApi>();
        minerRecord.Results["Version"] = new NodeVersion("0.3.0", 768, 0, null);
        V0WorkerResources has = new(67323822080, 0, 19435000000, 16, ["GeForce RTX 2080"]);
        adminRecord.Results["WorkerStats"] = new Dictionary<string, V0WorkerStats>
        {
            ["0"] =
            new(new V0WorkerInfo("computer", has), 0, 0, false, 1)
        };
        _run.Connector.Apis.AddRange([miner, admin]);
        _run.Environment["MINER_API_INFO"] = "token:/ip4/10.0.0.1/tcp/2345";
        Assert.Equal(0, await _run.RunAsync("workers", "list"));
        Assert.Equal(
            "Worker 0, host computer\n"
            + "\tCPU:  [||||                                                            ] 1 core(s) in use\n"
            + "\tRAM:  [||||||||||||||||||                                              ] 28% 18.1 GiB/62.7 GiB\n"
            + "\tVMEM: [||||||||||||||||||                                              ] 28% 18.1 GiB/62.7 GiB\n"
            + "\tGPU: GeForce RTX 2080, not used\n", _run.Output);
    }

    [Fact]
    public async Task Jobs_are_shown_with_progress_rate_and_remaining_time()
    {
        _run.Connector.Jobs = new JobList("w0", Guid.Empty, true,
        [
            new JobReport("1000-9-76081ba0-61bd-45a5-bc08-af05f1c26e5d", 1000, 9, TaskTypes.PreCommit1, "PC1", "running", "layer 3/11", 250, 1000,
                "nodes", 25, 30, 12, 10),
        ]);
        Assert.Equal(0, await _run.RunAsync("jobs"));
        foreach (string cell in new[] { "76081ba0", "1000/9", "PC1", "running", "layer 3/11", "25.0 %", "25 nodes/s", "30s", "12s" })
            Assert.Contains(cell, _run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("jobs", "--json"));
        using JsonDocument json = JsonDocument.Parse(_run.Output);
        Assert.Equal(30, json.RootElement.GetProperty("jobs")[0].GetProperty("eta_seconds").GetDouble());
    }

    [Fact]
    public async Task Info_says_in_what_pages_layers_lie()
    {
        JobList jobs = Jobs() with { Layers = new PageUse(64UL << 30, 32UL << 30, 0, 32UL << 30) };
        Assert.Equal("Layers in memory: 64 GiB: 50 % in pages of 1 GiB of hugetlbfs, 50 % in transparent huge pages\n", TaskInfoText.Format(jobs));
        Assert.Equal("", TaskInfoText.Format(Jobs()));
        // As it comes from the worker.
        _run.Connector.Jobs = jobs;
        Assert.Equal(0, await _run.RunAsync("jobs", "--json"));
        using JsonDocument json = JsonDocument.Parse(_run.Output);
        Assert.Equal(100, json.RootElement.GetProperty("layers").GetProperty("large_percent").GetInt32());
    }

    [Fact]
    public async Task Without_a_running_worker_the_error_says_so()
    {
        _run.Environment.Clear();
        Assert.Contains("is it running", await _run.FailAsync(1, "info"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_printed()
    {
        Assert.Equal(0, await _run.RunAsync("--version"));
        Assert.StartsWith("lotus-seal-worker version ", _run.Output, StringComparison.Ordinal);
    }

    private static JobList Jobs(params JobReport[] jobs) => new("w0", Guid.Empty, true, jobs);

    private static async Task<string[]> CaptureAsync(params string[] path) =>
        [.. (await File.ReadAllLinesAsync(Repository.RpcVector(path)))
            .Where(line => !line.StartsWith('$') && !line.StartsWith("rc=", StringComparison.Ordinal))];

    private static Dictionary<string, string> Variables(string[] lines) =>
        lines.Select(line => line.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
}
