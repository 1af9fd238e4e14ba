using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Text;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Tests.Text;

/// <summary>Text outputs against the samples of protocol spec 6 and the recorded output of a real Lotus.</summary>
public class ListTextTests
{
    private const ulong GiB = 1UL << 30;
    private static readonly AnsiPainter Plain = new(false);

    [Theory]
    [InlineData(0UL, "0 B")]
    [InlineData(1023UL, "1023 B")]
    [InlineData(1048575UL, "1024 KiB")]
    [InlineData(19435000000UL, "18.1 GiB")]
    [InlineData(15032385536UL, "14 GiB")]
    [InlineData(67323822080UL, "62.7 GiB")]
    [InlineData(25274793984UL, "23.54 GiB")]
    [InlineData(15166603264UL, "14.12 GiB")]
    [InlineData(ulong.MaxValue, "16 EiB")]
    public void Sizes_have_four_significant_digits(ulong bytes, string expected) => Assert.Equal(expected, SizeText.Format(bytes));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(59_900, "59.9s")]
    [InlineData(60_000, "1m0s")]
    [InlineData(11_524_300, "3h12m4.3s")]
    [InlineData(2, "2ms")]
    public void Durations_print_as_in_Go(long milliseconds, string expected) =>
        Assert.Equal(expected, DurationText.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Workers_print_as_the_sample_of_the_specification()
    {
        TaskResources needs = ResourcesOf(RegisteredSealProof.StackedDrg32GiBV1_1, TaskTypes.PreCommit1);
        WorkerStats worker = new(
            new WorkerInfo("host", false, new WorkerResources(256 * GiB, 2 * GiB, 120 * GiB, 2 * GiB, 64, ["NVIDIA GeForce RTX 3090"], null)),
            [TaskTypes.PreCommit1], true, needs.MinMemory, needs.MaxMemory, 0, 1, new() { ["8:seal/v0/precommit/1"] = 1 });
        string text = WorkersListText.Format(new Dictionary<string, WorkerStats> { ["ef8d99a2-6865-4189-8ffa-9fef0f806eee"] = worker },
            WorkersListKind.Sealing, Plain);
        Assert.Equal(Lines(
            "Worker ef8d99a2-6865-4189-8ffa-9fef0f806eee, host host",
            "\tTASK: PC1(1) ",
            "\tCPU:  [|                                                               ] 1/64 core(s) in use",
            "\tRAM:  [||||||||||||||                                                  ] 21% 58 GiB/256 GiB",
            "\tVMEM: [|||||||||||                                                     ] 17% 64 GiB/376 GiB",
            "\tGPU:  [                                                                ] 0% 0.00/1 gpu(s) in use",
            "\tGPU: NVIDIA GeForce RTX 3090, not used"), text);
    }

    [Fact]
    public void Workers_of_the_recorded_miner_print_as_its_own_command_printed_them()
    {
        JsonNode body = JsonNode.Parse(File.ReadAllText(Repository.RpcVector("cli/pc1.WorkerStats.json")))!["result"]!;
        Dictionary<string, WorkerStats> stats = LotusJson.Deserialize<Dictionary<string, WorkerStats>>(
            System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()))!;
        string expected = Printed("cli/pc1.sealing-workers.txt");
        Assert.Equal(expected, WorkersListText.Format(stats, WorkersListKind.Sealing, Plain));
        Assert.Equal("", WorkersListText.Format(stats, WorkersListKind.Proving, Plain));
    }

    [Fact]
    public void Jobs_of_the_recorded_miner_print_as_its_own_command_printed_them()
    {
        Dictionary<string, WorkerJob[]> jobs = Result<Dictionary<string, WorkerJob[]>>("cli/pc1.WorkerJobs.json");
        Dictionary<string, WorkerStats> stats = Result<Dictionary<string, WorkerStats>>("cli/pc1.WorkerStats.json");
        DateTimeOffset now = jobs.Values.First()[0].Start + TimeSpan.FromSeconds(1.97);
        Assert.Equal(Printed("cli/pc1.sealing-jobs.txt"), JobsText.Format(jobs, stats, now, false));
        Assert.Equal(Printed("cli/idle.sealing-jobs.txt"), JobsText.Format(new Dictionary<string, WorkerJob[]>(), stats, now, false));
    }

    [Fact]
    public void Jobs_print_as_the_sample_of_the_specification()
    {
        DateTimeOffset now = new(2020, 11, 12, 9, 22, 7, TimeSpan.Zero);
        WorkerJob Job(string call, ulong sector, string task, int runWait, TimeSpan age, string? host = null) =>
            new(new CallId(new SectorId(1000, sector), Guid.Parse(call)), new SectorId(1000, sector), task, runWait, now - age, host);
        Dictionary<string, WorkerJob[]> jobs = new()
        {
            ["ef8d99a2-6865-4189-8ffa-9fef0f806eee"] =
            [
                Job("00000000-0000-0000-0000-000000000000", 7, TaskTypes.AddPiece, 2, TimeSpan.FromSeconds(12.34)),
                Job("76081ba0-61bd-45a5-bc08-af05f1c26e5d", 100, TaskTypes.PreCommit1, 0, TimeSpan.FromSeconds(11524.39)),
            ],
            [Guid.Empty.ToString()] =
            [
                Job("0a0b0c0d-61bd-45a5-bc08-af05f1c26e5d", 9, TaskTypes.Commit2, -1, TimeSpan.FromSeconds(14520.5), "gone-host"),
                Job("1a0b0c0d-61bd-45a5-bc08-af05f1c26e5d", 9, TaskTypes.Commit2, -3, TimeSpan.FromSeconds(1), "gone-host"),
            ],
        };
        WorkerStats stats = new(new WorkerInfo("seal-worker-0", false, new WorkerResources(1, 0, 0, 0, 1, null, null)), null, true, 0, 0, 0, 0, null);
        string text = JobsText.Format(jobs, new Dictionary<string, WorkerStats> { ["ef8d99a2-6865-4189-8ffa-9fef0f806eee"] = stats }, now, false);
        Assert.Equal(Lines(
            "ID        Sector  Worker    Hostname       Task  State        Time",
            "0a0b0c0d  9       00000000  gone-host      C2    ret-wait     4h2m0.5s",
            "76081ba0  100     ef8d99a2  seal-worker-0  PC1   running      3h12m4.3s",
            "00000000  7       ef8d99a2  seal-worker-0  AP    assigned(1)  12.3s"), text);
    }

    [Fact]
    public void Aborting_prints_the_recorded_line()
    {
        WorkerJob job = new(new CallId(new SectorId(1002, 11), Guid.Parse("1b751d4b-2ad5-49e3-a249-c293eaa171ed")), new SectorId(1002, 11),
            TaskTypes.PreCommit1, 0, default);
        Assert.Equal(File.ReadAllText(Repository.RpcVector("abort.abort.txt")).TrimEnd('\n'), JobsText.Aborting(job));
    }

    [Fact]
    public void Storage_paths_of_the_recorded_miner_print_as_its_own_command_printed_them()
    {
        FsStat stat = new((long)(252 * GiB), (long)(71.5 * GiB), (long)(71.5 * GiB), 0, 0, 0);
        ListedPath own = new("1a0e54e6-c8ca-452d-bfa6-bf5fcfa20983", Path("http://127.0.0.1:22346/remote", true), stat, null,
            [new(1002, 1, (SectorFileType)7), new(1002, 0, (SectorFileType)6)], "/dat/w/lotusrun/miner", default);
        ListedPath remote = new("32090a53-3cff-47a8-910a-80d9829dbba0", Path("http://127.0.0.1:23457/remote", false), stat, null,
            [new(1002, 3, (SectorFileType)7), new(1002, 2, (SectorFileType)7)], null, TimeSpan.FromMicroseconds(2_234));
        Assert.Equal(Printed("cli/idle.storage-list.txt"), StorageListText.Format([remote, own], Plain));
    }

    [Fact]
    public void V0_workers_print_as_the_sample_of_the_specification()
    {
        V0WorkerStats worker = new(new V0WorkerInfo("computer", new V0WorkerResources(67323822080, 0, 19435000000, 16, ["GeForce RTX 2080"])),
            0, 0, false, 1);
        string text = WorkersListText.FormatV0(new Dictionary<string, V0WorkerStats> { ["0"] = worker }, Plain);
        Assert.Equal(Lines(
            "Worker 0, host computer",
            "\tCPU:  [||||                                                            ] 1 core(s) in use",
            "\tRAM:  [||||||||||||||||||                                              ] 28% 18.1 GiB/62.7 GiB",
            "\tVMEM: [||||||||||||||||||                                              ] 28% 18.1 GiB/62.7 GiB",
            "\tGPU: GeForce RTX 2080, not used"), text);
    }

    [Fact]
    public void Colours_wrap_host_counts_and_bars_and_disabled_is_red()
    {
        WorkerStats worker = new(new WorkerInfo("h", false, new WorkerResources(4, 0, 0, 0, 2, null, null)), null, false, 0, 0, 0, 2,
            new() { ["5:seal/v0/addpiece"] = 2 });
        string text = WorkersListText.Format(new Dictionary<string, WorkerStats> { ["w"] = worker }, WorkersListKind.Proving, new AnsiPainter(true));
        Assert.StartsWith("Worker w, host \e[35mh\e[0m\e[31m (disabled)\e[0m\n\tTASK: \e[34mAP\e[0m(\e[36m2\e[0m) \n\tCPU:  [\e[33m\e[0m\e[32m"
            + new string('|', 64) + "\e[0m] 2/2", text, StringComparison.Ordinal);
    }

    private static TaskResources ResourcesOf(RegisteredSealProof proof, string task) => DevMiner.Scheduling.SchedulingTable.Default(proof, task);

    private static StorageInfo Path(string url, bool canStore) => new("", [url], 10, 0, true, canStore);

    private static string Lines(params string[] lines) => string.Join('\n', lines) + "\n";

    private static T Result<T>(string file) =>
        LotusJson.Deserialize<T>(
            System.Text.Encoding.UTF8.GetBytes(JsonNode.Parse(File.ReadAllText(Repository.RpcVector(file)))!["result"]!.ToJsonString()))!;

    private static string Printed(string file) => string.Join('\n', File.ReadAllLines(Repository.RpcVector(file))[1..^1]) + "\n";
}
