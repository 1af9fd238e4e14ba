using System.Text.Json.Nodes;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Status;
using LotusSeal.Operator.Tests.Planning;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Tests.Status;

/// <summary>Why a worker gets no task.</summary>
public sealed class IdleReasonTests
{
    private static readonly Guid[] Asks = [Scene.Session(1)], Silent = [];

    private static string? Reason(Scene scene, Guid[] windows, params string[] queued)
    {
        scene.Scheduler = new SchedulerView([.. queued.Select((task, number) => new QueuedRequest(new SectorId(1000, (ulong)number), task))],
            windows);
        return IdleReason.Of(scene.Plan.Workers[1], scene.Seen.Miner!);
    }

    [Fact]
    public void A_busy_worker_needs_no_reason() => Assert.Null(Reason(new Scene().Busy(1, Scene.Job(3)), Asks, TaskTypes.PreCommit1));

    [Fact]
    public void An_empty_queue() => Assert.Equal("the miner's queue is empty", Reason(new Scene(), Asks));

    [Fact]
    public void A_queue_of_other_kinds() =>
        Assert.Equal("the miner's queue has UNS, C2, which this worker does not take", Reason(new Scene(), Asks, TaskTypes.Commit2,
            TaskTypes.Unseal, TaskTypes.Commit2));

    [Fact]
    public void A_worker_that_the_miner_cannot_reach() => Assert.Contains("cannot reach it",
        Reason(new Scene().Listed(1, stats => stats with { Enabled = false }), Asks, TaskTypes.PreCommit1), StringComparison.Ordinal);

    [Fact]
    public void Too_little_memory() => Assert.Equal("PC1 needs 56 GiB of memory, and less is free",
        Reason(new Scene().Listed(1, Memory(64UL << 30, 48UL << 30)), Asks, TaskTypes.PreCommit1)?.Replace("56.01", "56", StringComparison.Ordinal));

    [Fact]
    public void The_worker_s_own_word_about_its_needs_counts_more_than_lotus()
    {
        TaskResources needs = new(1UL << 30, 0, 0, 0, 0, 0, 0);
        Scene scene = new Scene().Listed(1, stats => Memory(64UL << 30, 48UL << 30)(stats) with
        {
            Info = stats.Info with
            {
                Resources = stats.Info.Resources with
                {
                    MemPhysical = 64UL << 30,
                    MemUsed = 48UL << 30,
                    Resources = new() { [TaskTypes.PreCommit1] = new() { ["3"] = needs } },
                },
            },
        });
        Assert.Contains("it has room", Reason(scene, Asks, TaskTypes.PreCommit1), StringComparison.Ordinal);
    }

    [Fact]
    public void All_gpus_in_use() => Assert.Equal("PC2 needs a GPU, and all 1 are in use",
        Reason(new Scene().Listed(1, stats => stats with { GpuUsed = 1 }), Asks, TaskTypes.PreCommit2));

    [Fact]
    public void It_does_not_ask() =>
        Assert.Equal("PC1 is queued, and it has not asked the miner for more work", Reason(new Scene(), Silent, TaskTypes.PreCommit1));

    [Fact]
    public void It_should_have_got_one() =>
        Assert.Contains("with its next round", Reason(new Scene(), Asks, TaskTypes.PreCommit1), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"SchedInfo":{"Requests":null,"OpenWindows":null}}""", 0, 0)]
    [InlineData("""{"SchedInfo":{"Requests":[{"Sector":{"Miner":1000,"Number":7},"TaskType":"seal/v0/precommit/1","Priority":0,"SchedId":"x"},{"Sector":3},7],"OpenWindows":["00000001-0000-0000-0000-000000000000","?"]}}""", 1, 1)]
    [InlineData("[]", 0, 0)]
    [InlineData("""{"SchedInfo":[]}""", 0, 0)]
    [InlineData("null", 0, 0)]
    public void The_answer_for_people_is_read_as_far_as_it_makes_sense(string answer, int requests, int windows)
    {
        SchedulerView view = SchedulerView.Parse(JsonNode.Parse(answer));
        Assert.Equal((requests, windows), (view.Requests.Count, view.OpenWindows.Count));
    }

    private static Func<WorkerStats, WorkerStats> Memory(ulong physical, ulong used) => stats =>
        stats with { Info = stats.Info with { Resources = stats.Info.Resources with { MemPhysical = physical, MemUsed = used } } };
}
