using LotusSeal.Cuda.Telemetry;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>What a worker says of itself in some states.</summary>
internal static class StatusExamples
{
    private const ulong Nodes32GiB = 11UL << 30;

    /// <summary>Nothing to do.</summary>
    public static JobList Idle { get; } = WithJobs() with { QuietSeconds = 312 };

    /// <summary>Sectors of 32 GiB in every phase, one result that the miner refuses.</summary>
    public static JobList Busy { get; } = WithJobs(
        Job(41, "AP", JobReport.RunningState) with { Done = 21UL << 30, Total = 32UL << 30, Unit = "bytes", RatePerSecond = 412e6, EtaSeconds = 28 },
        Running(37, "layer 4/11", 0.34, 11_600),
        Running(38, "layer 9/11", 0.79, 3_900),
        Job(36, "PC2", JobReport.RunningState) with
        {
            Step = "columns",
            Done = 5UL << 30,
            Total = 8UL << 30,
            Unit = "nodes",
            RatePerSecond = 8.4e6,
            EtaSeconds = 383,
            RunningSeconds = 610,
        },
        Job(35, "PC2", JobReport.QueuedState) with { Step = "waits for a place: 1 of 1 run", AgeSeconds = 540 },
        Job(33, "C1", JobReport.UndeliveredState) with { Problem = "the miner says: sector 33 is not ready", Attempts = 14, AgeSeconds = 4_100 },
        Job(31, "FIN", JobReport.RunningState) with { AgeSeconds = 12, RunningSeconds = 12 });

    /// <summary>A path for sealing that is well.</summary>
    public static PathReport SealingPath { get; } = new("5b2f0a1c-9d5e-4f2b-8f4a-1f6c0f3c7a11", "/seal/nvme0", true, false, 10,
        null, null, 7_681_501_126_656, 3_012_114_112_512, 1_099_511_627_776, 0, 0);

    /// <summary>Paths in several states.</summary>
    public static StorageList Paths { get; } = new([
        SealingPath,
        new(null, "/seal/nvme1", false, false, 0, [], "reading storage metadata for /seal/nvme1: the folder is empty; is the disk mounted?",
            null, null, null, null, null),
        new("0c6a4a0e-6d1b-4d0b-9a53-7b0a5c1d2e3f", "/store/disk0", false, true, 10, ["sealed", "cache"], null, 18_000_207_937_536,
            2_199_023_255_552, 0, 16_492_674_416_640, 14_293_651_161_088)]);

    /// <summary>A GPU at work, and one that fell off the bus.</summary>
    public static GpuList Gpus { get; } = new([
        new("GPU-4f0c9c52-62c1-7b1e-8d2c-0f6f1a2b3c4d", "NVIDIA L40S", "0000:41:00.0", ["PC2"], null,
            new DeviceReading(61, 287, 350, 31_138_512_896, 48_305_799_168, 2_310, 2_520, 9_001, ["power"], 0), []),
        new("GPU-91b7d3aa-10f4-0c55-b6fe-5e6d7c8b9a01", "NVIDIA L40S", "0000:81:00.0", [],
            "the driver reported Xid 79: it has fallen off the bus", null,
            [new XidError(79, 1, new DateTimeOffset(2026, 3, 2, 8, 15, 0, TimeSpan.Zero))])])
    {
        Backends = new Dictionary<string, string>
        {
            ["AP"] = "native",
            ["PC1"] = "native",
            ["PC2"] = "cuda:GPU-4f0c9c52",
            ["C1"] = "native",
            ["UNS"] = "native",
        },
        Retired = ["cuda:GPU-91b7d3aa failed in the replica's trees: the driver reported Xid 79: it has fallen off the bus"],
    };

    /// <summary>A task whose parameters are missing on every example.</summary>
    private static TaskDefinition Withheld => TaskCatalog.ProveReplicaUpdate2;

    /// <summary>A worker that is registered and has these jobs.</summary>
    public static JobList WithJobs(params JobReport[] jobs) => new("seal-0", new Guid("7f8e0c55-1f83-4a0d-93c5-2a4f5d6e7f80"), true, jobs,
        "http://10.20.0.4:2345/rpc/v0")
    {
        Tasks =
        [
            .. TaskCatalog.All.Select(task => new TaskReport(task.Name, task.Type.ShortName, Offered: task != Withheld, Chosen: true,
                task == Withheld ? "its parameters are missing" : null)),
        ],
    };

    /// <summary>A job of a task.</summary>
    public static JobReport Job(ulong sector, string shortTask, string state)
    {
        TaskDefinition task = TaskCatalog.All.Single(task => task.Type.ShortName == shortTask);
        return new JobReport($"1000-{sector}-{sector:d8}-51c2-4be0-9a37-d0c4e8f1a2b3", 1000, sector, task.Name, shortTask, state, "", 0, 0, "", 0,
            null, 75, state == JobReport.RunningState ? 70 : null);
    }

    private static JobReport Running(ulong sector, string step, double share, double left) => Job(sector, "PC1", JobReport.RunningState) with
    {
        Step = step,
        Done = (ulong)(share * Nodes32GiB),
        Total = Nodes32GiB,
        Unit = "nodes",
        RatePerSecond = (1 - share) * Nodes32GiB / left,
        EtaSeconds = left,
        AgeSeconds = 9_000,
        RunningSeconds = 8_990,
    };
}
