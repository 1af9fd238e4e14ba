using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Tests.Scheduling;

/// <summary>The arithmetic of protocol spec 4.4 and the table of protocol spec 4.5.</summary>
public class ActiveResourcesTests
{
    private const ulong GiB = 1UL << 30;
    private const string PreCommit1 = "8:seal/v0/precommit/1", PreCommit2 = "8:seal/v0/precommit/2";
    private static readonly TaskResources Labels = SchedulingTable.Default(RegisteredSealProof.StackedDrg32GiBV1_1, TaskTypes.PreCommit1);
    private static readonly TaskResources Trees = SchedulingTable.Default(RegisteredSealProof.StackedDrg32GiBV1_1, TaskTypes.PreCommit2);

    [Fact]
    public void Memory_admits_as_many_PreCommit1_as_fit_beside_what_others_use()
    {
        WorkerInfo worker = Worker(memory: 256, used: 2);
        ActiveResources active = new();
        int admitted = 0;
        while (active.CanHandle(PreCommit1, Labels, worker))
        {
            active.Add(PreCommit1, Labels, worker.Resources);
            admitted++;
        }

        // 64 GiB virtual memory each plus 10 MiB: the fourth would need 256 GiB and 10 MiB.
        Assert.Equal(3, admitted);
        Assert.Equal((3 * 56 * GiB, 3 * 64 * GiB, 3UL), (active.MemUsedMin, active.MemUsedMax, active.CpuUse));
        for (int i = 0; i < admitted; i++) active.Free(PreCommit1, Labels, worker.Resources);
        Assert.Equal((0UL, 0UL, 0UL, 0), (active.MemUsedMin, active.MemUsedMax, active.CpuUse, active.Counts.Count));
    }

    [Fact]
    public void Memory_that_others_use_counts_only_against_virtual_memory()
    {
        Assert.True(new ActiveResources().CanHandle(PreCommit1, Labels, Worker(memory: 70, used: 5, swap: 0)));
        Assert.False(new ActiveResources().CanHandle(PreCommit1, Labels, Worker(memory: 70, used: 7, swap: 0)));
        Assert.True(new ActiveResources().CanHandle(PreCommit1, Labels, Worker(memory: 70, used: 7, swap: 10)));
    }

    [Fact]
    public void PreCommit2_takes_most_cores_without_a_gpu_and_six_with_one()
    {
        Assert.Equal(58UL, ActiveResources.Threads(Trees, Worker(memory: 64).Resources));
        Assert.Equal(6UL, ActiveResources.Threads(Trees, Worker(memory: 64, gpus: ["a"]).Resources));
        Assert.Equal(1UL, ActiveResources.Threads(Trees, Worker(memory: 64).Resources with { Cpus = 1 }));
    }

    [Fact]
    public void One_gpu_admits_one_gpu_task_and_a_worker_without_gpus_admits_them_all_the_same()
    {
        WorkerInfo one = Worker(memory: 512, gpus: ["a"]);
        ActiveResources active = new();
        Assert.True(active.CanHandle(PreCommit2, Trees, one));
        active.Add(PreCommit2, Trees, one.Resources);
        Assert.False(active.CanHandle(PreCommit2, Trees, one));
        Assert.True(new ActiveResources().CanHandle(PreCommit2, Trees, Worker(memory: 512)));
    }

    [Fact]
    public void MaxConcurrent_binds_even_a_worker_that_ignores_resources()
    {
        TaskResources two = Labels with { MaxConcurrent = 2 };
        WorkerInfo worker = Worker(memory: 1) with { IgnoreResources = true };
        ActiveResources active = new();
        for (int i = 0; i < 2; i++)
        {
            Assert.True(active.CanHandle(PreCommit1, two, worker));
            active.Add(PreCommit1, two, worker.Resources);
        }

        Assert.False(active.CanHandle(PreCommit1, two, worker));
        Assert.True(active.CanHandle(PreCommit2, Trees, worker));
    }

    [Fact]
    public void The_table_has_the_rows_of_the_specification()
    {
        Assert.Equal(new TaskResources(56 * GiB, 64 * GiB, 0, 1, 0, 10 << 20, 0), Labels);
        Assert.Equal(new TaskResources(15 * GiB, 15 * GiB, 1, -1, 6, GiB, 0), Trees);
        Assert.Equal(new TaskResources(2048, 2048, 1, 1, 0, 2048, 0),
            SchedulingTable.Default(RegisteredSealProof.StackedDrg2KiBV1_1, TaskTypes.Commit2));
        Assert.Equal(new TaskResources(1 << 20, 1 << 20, 0, 0, 0, 0, 0),
            SchedulingTable.Default(RegisteredSealProof.StackedDrg64GiBV1, TaskTypes.Fetch));
        Assert.Equal(0UL, SchedulingTable.Default(RegisteredSealProof.StackedDrg32GiBV1_1, TaskTypes.Finalize).MinMemory);
        Assert.Equal(0UL, SchedulingTable.Default(RegisteredSealProof.StackedDrg32GiBV1_2_Feat_NonInteractivePoRep, TaskTypes.PreCommit1).MinMemory);
        Assert.Equal(SchedulingTable.Default(RegisteredSealProof.StackedDrg32GiBV1, TaskTypes.AddPiece),
            SchedulingTable.Default(RegisteredSealProof.StackedDrg2KiBV1, TaskTypes.DataCid));
    }

    [Fact]
    public void A_worker_with_a_table_of_its_own_is_believed_for_every_row()
    {
        WorkerInfo worker = Worker(memory: 64);
        worker =
            worker with
            {
                Resources = worker.Resources with
                {
                    Resources =
            new() { [TaskTypes.PreCommit1] = new() { ["8"] = Labels with { MinMemory = 7 } } }
                }
            };
        Assert.Equal(7UL, SchedulingTable.For(worker, RegisteredSealProof.StackedDrg32GiBV1_1, TaskTypes.PreCommit1).MinMemory);
        Assert.Equal(0UL, SchedulingTable.For(worker, RegisteredSealProof.StackedDrg32GiBV1_1, TaskTypes.PreCommit2).MinMemory);
    }

    private static WorkerInfo Worker(ulong memory, ulong used = 0, ulong swap = 0, string[]? gpus = null) =>
        new("w", false, new WorkerResources(memory * GiB, used * GiB, swap * GiB, 0, 64, gpus, null));
}
