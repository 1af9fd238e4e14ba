using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Mirror.Asking;
using LotusSeal.Operator.Observed;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>What is another answer of a miner, and what is the same.</summary>
public sealed class ViewPrintTests
{
    private static readonly Guid Session = Guid.NewGuid(), Worker = Guid.NewGuid();
    private static readonly WorkerStats Stats = new(
        new WorkerInfo("w0", false, new WorkerResources(64, 1, 8, 2, 4, ["GPU"], null)), ["seal/v0/fetch"], true, 1, 2, 0.5, 3,
        new Dictionary<string, int> { ["8:seal/v0/fetch"] = 1, ["8:seal/v0/commit/1"] = 2 });

    private static readonly WorkerJob Job = new(new CallId(new SectorId(1000, 1), Guid.NewGuid()), new SectorId(1000, 1), "seal/v0/fetch", 0,
        DateTimeOffset.UnixEpoch);

    private static readonly MinerView View = new(DateTimeOffset.UnixEpoch, "t01000", Session,
        new Dictionary<Guid, WorkerStats> { [Worker] = Stats },
        new Dictionary<Guid, IReadOnlyList<WorkerJob>> { [Worker] = [Job] },
        [new MinerPath("a", ["http://10.0.0.1/remote"], [new SectorId(1000, 1)])])
    { SectorSize = "32GiB", Version = "1", Scheduler = new SchedulerView([new QueuedRequest(new SectorId(1000, 2), "seal/v0/fetch")], [Worker]) };

    [Fact]
    public void Figures_that_move_all_the_time_say_nothing_new()
    {
        WorkerStats later = Stats with
        {
            Info = Stats.Info with { Resources = Stats.Info.Resources with { MemUsed = 40, MemSwapUsed = 7 } },
            MemUsedMin = 5,
            MemUsedMax = 6,
            GpuUsed = 1,
            CpuUse = 4,
            TaskCounts = new Dictionary<string, int> { ["8:seal/v0/commit/1"] = 2, ["8:seal/v0/fetch"] = 1 },
        };
        Assert.Equal(ViewPrint.Of(View), ViewPrint.Of(View with { At = DateTimeOffset.UtcNow }));
        Assert.Equal(ViewPrint.Of(View), ViewPrint.Of(Of(later)));
    }

    [Fact]
    public void Everything_else_does()
    {
        MinerView[] others =
        [
            View with { Actor = "t01001" }, View with { Session = Guid.NewGuid() }, View with { SectorSize = "64GiB" }, View with { Version = "2" },
            View with { Scheduler = null }, View with { Scheduler = new SchedulerView([], [Worker]) },
            View with { Scheduler = View.Scheduler! with { OpenWindows = [] } },
            View with { Workers = new Dictionary<Guid, WorkerStats>() }, View with { Jobs = new Dictionary<Guid, IReadOnlyList<WorkerJob>>() },
            View with { Paths = [] }, View with { Paths = [View.Paths[0] with { Sectors = [] }] },
            View with { Paths = [View.Paths[0] with { Urls = [] }] },
            Of(Stats with { Enabled = false }), Of(Stats with { Tasks = [] }), Of(Stats with { TaskCounts = null }),
            Of(Stats with { Info = Stats.Info with { Hostname = "w1" } }),
            OfJob(Job with { RunWait = 1 }), OfJob(Job with { Hostname = "w1" }), OfJob(Job with { Id = Job.Id with { Id = Guid.NewGuid() } }),
        ];
        Assert.Equal(others.Length + 1, others.Append(View).Select(ViewPrint.Of).Distinct().Count());
    }

    private static MinerView Of(WorkerStats stats) => View with { Workers = new Dictionary<Guid, WorkerStats> { [Worker] = stats } };

    private static MinerView OfJob(WorkerJob job) => View with { Jobs = new Dictionary<Guid, IReadOnlyList<WorkerJob>> { [Worker] = [job] } };
}
