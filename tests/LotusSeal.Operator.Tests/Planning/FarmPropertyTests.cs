using FsCheck.Xunit;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>
/// Long lives of a pool under random changes and faults. The farm itself fails the test when a task is ended that runs, an ordinal is made twice, a
/// sector is left behind or a claim with sectors is deleted; and in the end every pool comes to rest.
/// </summary>
public sealed class FarmPropertyTests
{
    private const int Events = 150, Patience = 400;

    [Property(MaxTest = 60)]
    public void No_task_and_no_sector_is_lost_and_the_pool_comes_to_rest(int seed, bool surge, bool retains) => Live(Make(surge, retains), seed);

    [Property(MaxTest = 30)]
    public void Nor_with_volumes_that_end_with_their_pods(int seed, bool surge)
    {
        SimulatedFarm farm = Make(surge, retains: true);
        farm.Pool.Spec.Storage = new() { Sealing = new() { EmptyDir = new() } };
        Live(farm, seed);
    }

    [Property(MaxTest = 30)]
    public void Nor_with_claims_on_local_disks(int seed, bool surge, bool retains)
    {
        SimulatedFarm farm = Make(surge, retains, isLocal: true);
        Live(farm, seed);
    }

    [Property(MaxTest = 30)]
    public void Nor_with_folders_of_nodes(int seed)
    {
        SimulatedFarm farm = Make(surge: false, retains: true);
        farm.Pool.Spec.Storage = new() { Sealing = new() { HostPath = new() { Path = "/sealing" } } };
        Live(farm, seed);
    }

    [Property(MaxTest = 30)]
    public void Nor_in_a_pool_that_gives_up_what_takes_too_long_but_for_what_it_gives_up(int seed, bool folders)
    {
        SimulatedFarm farm = Make(surge: false, retains: true);
        if (folders) farm.Pool.Spec.Storage = new() { Sealing = new() { HostPath = new() { Path = "/sealing" } } };
        (farm.Pool.Spec.Drain.Timeout, farm.Pool.Spec.Drain.OnTimeout) = ("10m", DrainTimeoutAction.Force);
        Live(farm, seed);
    }

    [Property(MaxTest = 30)]
    public void Nor_without_volumes(int seed, bool surge)
    {
        SimulatedFarm farm = Make(surge, retains: true);
        farm.Pool.Spec.Tasks = [PoolTask.C2];
        farm.Pool.Spec.Storage = new() { Parameters = new() { ExistingClaim = "params" } };
        Live(farm, seed);
    }

    private static void Live(SimulatedFarm farm, int seed)
    {
        Random random = new(seed);
        farm.Trouble = random;
        for (int i = 0; i < Events; i++)
        {
            Disturb(farm, random);
            farm.Reconcile();
            farm.Tick();
        }

        Calm(farm);
        Assert.True(IsAtRest(farm), $"{farm.Pods.Count} pods for {farm.Pool.Spec.Replicas} replicas: {string.Join(", ", farm.LastPlan!.Actions)}; "
            + string.Join(", ", farm.LastPlan.Drains.Select(drain => $"{drain.Key}: {drain.Value}")));
        Assert.Empty(farm.Awaited);
        Assert.Empty(farm.Left);
        AssertNothingIsWritten(farm);
    }

    [Property(MaxTest = 20)]
    public void A_deleted_pool_goes_when_its_tasks_have_ended(int seed, bool retains)
    {
        SimulatedFarm farm = Make(surge: false, retains);
        Random random = new(seed);
        for (int i = 0; i < 40; i++)
        {
            Disturb(farm, random);
            farm.Reconcile();
            farm.Tick();
        }

        farm.Delete();
        for (int i = 0; i < Patience && !farm.IsFinalized; i++) Settle(farm, random);
        Assert.True(farm.IsFinalized, string.Join(", ", farm.LastPlan!.Drains.Select(drain => $"{drain.Key}: {drain.Value}")));
    }

    private static SimulatedFarm Make(bool surge, bool retains, bool isLocal = false)
    {
        SimulatedFarm farm = new() { IsLocal = isLocal };
        farm.Pool.Spec.Replicas = 3;
        farm.Pool.Spec.Update.MaxSurge = surge ? 1 : 0;
        farm.Pool.Spec.Update.MaxUnavailable = surge ? 0 : 1;
        farm.Pool.Spec.Storage.Sealing!.Retain = retains ? RetainPolicy.Retain : RetainPolicy.Delete;
        return farm;
    }

    private static void Disturb(SimulatedFarm farm, Random random)
    {
        SimulatedPod? pod = farm.Pods.Count == 0 ? null : farm.Pods.ElementAt(random.Next(farm.Pods.Count));
        string node = SimulatedFarm.NodeNames[random.Next(SimulatedFarm.NodeNames.Count)];
        if (!farm.Nodes.ContainsKey(node)) farm.Nodes[node] = new ObservedNode();
        switch (random.Next(27))
        {
            case < 8: farm.Assign(random); break;
            case < 12: farm.FinishOne(random); break;
            case 12 when pod is not null: farm.MoveSectorsAway(pod.Ordinal); break;
            case 13: farm.Pool.Spec.Replicas = random.Next(5); break;
            case 14: farm.Pool.Spec.Niceness = random.Next(20); break;
            case 15: farm.Nodes[node] = farm.Nodes[node] with { IsCordoned = !farm.Nodes[node].IsCordoned }; break;
            case 16 when pod is not null: farm.Crash(pod); break;
            case 17 when pod is not null: farm.Fail(pod); break;
            case 18: farm.IsMinerUp = !farm.IsMinerUp; break;
            case 19: farm.RestartMiner(); break;
            case 20: farm.Pool.Spec.Suspend = !farm.Pool.Spec.Suspend; break;
            case 21 when pod is not null: farm.DeleteByHand(pod); break;
            case 22 when farm.Nodes[node].SilentSince is null: farm.LoseNode(node); break;
            case 22: farm.Nodes[node] = new ObservedNode(); break;
            case 23 when pod is not null: pod.IsForced = true; break;
            case 24 when random.Next(4) == 0: farm.DeleteClaimByHand(random.Next(5)); break;
            case 25 when random.Next(4) == 0: farm.DeleteNode(node); break;
            default: farm.Tick(60); break;
        }
    }

    /// <summary>Everything works again, and nothing new is given out.</summary>
    private static void Calm(SimulatedFarm farm)
    {
        Random random = new(0);
        farm.Trouble = null;
        farm.Pool.Spec.Suspend = false;
        // A pod that goes after a look may leave work for the next one.
        int rest = 0;
        for (int i = 0; i < Patience && rest < 3; i++)
        {
            Settle(farm, random);
            rest = IsAtRest(farm) ? rest + 1 : 0;
        }
    }

    private static void Settle(SimulatedFarm farm, Random random)
    {
        farm.IsMinerUp = true;
        foreach (string node in SimulatedFarm.NodeNames) farm.Nodes[node] = new ObservedNode();
        farm.FinishOne(random);
        foreach (SimulatedPod pod in farm.Pods.ToArray()) farm.MoveSectorsAway(pod.Ordinal);
        farm.Reconcile();
        farm.Tick(30);
    }

    private static bool IsAtRest(SimulatedFarm farm) => farm.LastPlan is { Actions.Count: 0, Drains.Count: 0 } plan
        && farm.Pods.Count == farm.Pool.Spec.Replicas
        && farm.Pods.All(pod => pod.Revision == plan.Revision && pod.IsRunning && pod.IsListed && pod.Running.Count == 0);

    private static void AssertNothingIsWritten(SimulatedFarm farm)
    {
        // The status is one look behind what was done last.
        for (int i = 0; i < 3; i++) Settle(farm, new Random(0));
        int before = farm.Writes;
        for (int i = 0; i < 5; i++) Settle(farm, new Random(0));
        Assert.Equal(before, farm.Writes);
    }
}
