using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>
/// What the operator tells workers, miner and API server while it drains, in order (spec/operator.md 6.7, and where it differs, decisions/0011).
/// </summary>
public sealed class DrainCallsTests(ApiServer server) : DrainTest(server)
{
    private const string Bringing = "TaskDisable seal/v0/addpiece seal/v0/precommit/1", Finishing = "TaskDisable seal/v0/precommit/2",
        AllKinds = $"{Bringing} seal/v0/precommit/2", Fence = $"{CallNames.Fence} false";

    private static readonly string[] GoesEmpty = [Fence, CallNames.Evacuated, CallNames.ClaimEvacuated, CallNames.Detach];

    /// <summary>
    /// All at once, as most of it is waiting, the longest first; each has a pool of its own name, which stands in every message.
    /// </summary>
    [Fact]
    public Task Each_situation_has_its_calls_in_their_order() => Task.WhenAll(
        ScaleDownAsync(),
        StayAsync("update", "Update", """{ "spec": { "niceness": 5 } }""", comesBack: true),
        StayAsync("suspend", "Suspend", """{ "spec": { "suspend": true } }"""),
        StayAsync("never", "ScaleDown", """{ "spec": { "replicas": 0 } }""", drain: ", evacuate: Never"),
        DeletionAsync(), DeadlineAsync(), PersonAsync(), LostAsync());

    /// <summary>Who comes back, or keeps its volume, ends its task and leaves its sectors where they are.</summary>
    private async Task StayAsync(string pool, string reason, string change, string drain = "", bool comesBack = false)
    {
        await using DrainScene scene = await DrainScene.StartAsync(this, pool, drain: drain);
        string pod = $"{pool}-0", uid = await UidAsync(pod);
        await scene.MakeBusyAsync();
        await PatchPoolAsync(pool, change);
        await UntilWaitingAsync(scene, [CallNames.Create, $"mark {reason}", AllKinds], pod);
        scene.LetEnd(pod);
        await scene.UntilDeletedAsync(pod);
        if (comesBack) await UntilAsync($"the pod after {pod} is made", () => Log.Count(pod, CallNames.Create) == 2);
        string[] next = comesBack ? [CallNames.Create] : [];
        AssertSteps([CallNames.Create, $"mark {reason}", AllKinds, CallNames.LetGo, Fence, CallNames.Detach, $"delete {uid}", .. next], pod);
        DrainRules.AssertQuietAroundFence(CallsOf(pod));
        AssertSteps([], pool);
        Assert.NotNull(await Server.GetAsync($"/api/v1/namespaces/{Namespace}/persistentvolumeclaims/{PoolNames.SealingClaim(pool, 0)}"));
    }

    /// <summary>A deleted pool finishes its sectors and has them moved before it goes.</summary>
    private async Task DeletionAsync()
    {
        await using DrainScene scene = await DrainScene.StartAsync(this, "deletion");
        string uid = await UidAsync("deletion-0");
        await scene.MakeBusyAsync();
        Assert.Equal(200, (await Server.DeleteAsync($"{Pools}/deletion")).Code);
        await UntilWaitingAsync(scene, [CallNames.Create, "mark Deletion", Bringing], "deletion-0");
        scene.LetEnd("deletion-0");
        await scene.UntilDeletedAsync("deletion-0");
        AssertWentEmpty("deletion-0", "Deletion", uid);
        AssertSteps([], "deletion");
        await UntilAsync("the pool is gone", async () => await Server.GetAsync($"{Pools}/deletion") is null);
    }

    /// <summary>Of four workers of whom three are busy the idle one goes at once, two after their work, and the last one is left alone.</summary>
    private async Task ScaleDownAsync()
    {
        await using DrainScene scene = await DrainScene.StartAsync(this, "scale", workers: 4);
        Dictionary<string, string> uids = [];
        foreach (string worker in scene.Workers) uids[worker] = await UidAsync(worker);
        string[] busy = await scene.MakeBusyAsync(3);
        string idle = Assert.Single(scene.Workers.Except(busy));
        await PatchPoolAsync("scale", """{ "spec": { "replicas": 1 } }""");
        await UntilAsync("three are waited for", () => scene.Workers.Count(worker => Log.Count(worker, CallNames.Wait) > 0) == 3);
        string[] leaving = [.. busy.Where(worker => Log.Count(worker, CallNames.Mark) > 0)];
        Assert.Equal(2, leaving.Length);
        await Task.WhenAll(leaving.Select(worker => UntilWaitingAsync(scene, [CallNames.Create, "mark ScaleDown", Bringing], worker)));

        scene.LetEnd(busy);
        await Task.WhenAll([scene.UntilDeletedAsync(idle), .. leaving.Select(scene.UntilDeletedAsync)]);
        foreach (string worker in leaving) AssertWentEmpty(worker, "ScaleDown", uids[worker]);
        AssertSteps([CallNames.Create, "mark ScaleDown", AllKinds, .. GoesEmpty, $"delete {uids[idle]}"], idle);
        DrainRules.AssertQuietAroundFence(CallsOf(idle));
        DrainRules.AssertLeftAlone(Log.Of(Assert.Single(busy.Except(leaving))));
        AssertSteps([], "scale");
    }

    /// <summary>After the deadline the task is given up: the worker is fenced first, and the miner is left nothing to wait for.</summary>
    private async Task DeadlineAsync()
    {
        await using DrainScene scene = await DrainScene.StartAsync(this, "deadline");
        string uid = await UidAsync("deadline-0");
        string job = await scene.MakeOneBusyAsync();
        await PatchPoolAsync("deadline", """{ "spec": { "niceness": 5 } }""");
        await UntilWaitingAsync(scene, [CallNames.Create, "mark Update", AllKinds], "deadline-0", "deadline");
        await PatchPoolAsync("deadline", """{ "spec": { "drain": { "timeout": "2s", "onTimeout": "Force" } } }""");
        await scene.UntilDeletedAsync("deadline-0");
        await UntilAsync("the next pod is made", () => Log.Count("deadline-0", CallNames.Create) == 2);
        AssertGivenUp(
        [
            CallNames.Create, "mark Update", AllKinds, Fence, $"SealingAbort {job}", CallNames.Detach, $"delete {uid} grace 30", CallNames.Create,
        ], "deadline-0", "deadline");
        DrainRules.AssertMarkedAndOneWait(Log.Of("deadline-0"));
    }

    /// <summary>So it is when a person says so, whatever the worker did before.</summary>
    private async Task PersonAsync()
    {
        await using DrainScene scene = await DrainScene.StartAsync(this, "person");
        string uid = await UidAsync("person-0");
        string job = await scene.MakeOneBusyAsync();
        await AnnotatePodAsync("person-0", PoolAnnotations.ForceDrain);
        await scene.UntilDeletedAsync("person-0");
        await UntilAsync("the next pod is made", () => Log.Count("person-0", CallNames.Create) == 2);
        AssertGivenUp(
        [
            CallNames.Create, "mark Requested", Fence, $"SealingAbort {job}", CallNames.Detach, $"delete {uid} grace 30", CallNames.Create,
        ], "person-0", "person");
        DrainRules.AssertMarkedAndOneWait(Log.Of("person-0"));
    }

    /// <summary>
    /// A worker whose node is gone is told nothing. Its address may be somebody else's by now, so that no path can be told to be its own.
    /// </summary>
    private async Task LostAsync()
    {
        await using DrainScene scene = await DrainScene.StartAsync(this, "lost");
        string uid = await UidAsync("lost-0"), node = $"{Namespace}-node";
        await scene.BindAsync("lost-0", node);
        string job = await scene.MakeOneBusyAsync();
        await Server.DeleteAsync($"/api/v1/nodes/{node}");
        await UntilPoolAsync("lost", "its worker is lost",
            stored => stored["status"]!["workers"]!.AsArray().Any(worker => worker!["phase"]!.GetValue<string>() == "Lost"));
        await scene.WatchAsync();
        AssertSteps([CallNames.Create], "lost-0", "lost");
        // Its ordinal is kept for it, so another one fills its place.
        AssertSteps([CallNames.Create], "lost-1");
        await AnnotatePodAsync("lost-0", PoolAnnotations.ForceDrain);
        await scene.UntilDeletedAsync("lost-0");
        // Another one has its place, so that the next pod of its own only empties its volume, wherever that can be attached.
        await UntilAsync("a pod empties its volume", () => Log.Count("lost-0", CallNames.Create) == 2);
        AssertSteps(
            [CallNames.Create, "mark Requested", $"SealingAbort {job}", $"delete {uid} grace 0", CallNames.Create], "lost-0", "lost");
        // A call is noted before it is passed on.
        JsonNode? next = null;
        await UntilAsync("that pod is there", async () => (next = await Server.GetAsync($"{Pods}/lost-0")) is not null);
        Assert.Equal("ScaleDown", next!["metadata"]!["annotations"]![PoolAnnotations.DrainReason]!.GetValue<string>());
        Assert.DoesNotContain(Log.Of("lost-0"), call => CallNames.Waits.Contains(call.What));
    }

    private void AssertWentEmpty(string pod, string reason, string uid)
    {
        AssertSteps([CallNames.Create, $"mark {reason}", Bringing, CallNames.LetGo, Finishing, .. GoesEmpty, $"delete {uid}"], pod);
        DrainRules.AssertQuietAroundFence(CallsOf(pod));
    }

    /// <summary>Waits until the operator waits for a worker, and has had some more chances to do something else than was expected.</summary>
    private async Task UntilWaitingAsync(DrainScene scene, string[] expected, params string[] names)
    {
        await UntilAsync($"{names[0]} is waited for", () => Log.Count(names[0], CallNames.Wait) > 0);
        // It is waited for although it was not told everything yet.
        if (WasLate(names[0])) await UntilAsync($"{names[0]} is told", () => CallLog.StepsOf(CallsOf(names)).SequenceEqual(expected));
        await scene.WatchAsync();
        AssertSteps(expected, names);
    }

    /// <summary>Somebody who was told the same again, because there was no answer in time, was told it the first time.</summary>
    private IReadOnlyList<Call> CallsOf(params string[] names) => WasLate(names[0]) ? CallLog.Once(Log.Of(names)) : Log.Of(names);

    private void AssertSteps(string[] expected, params string[] names) => AssertSteps(expected, CallsOf(names), names[0]);

    /// <summary>Whoever gives a worker up does not wait for its answer: without one it is not fenced, and does not detach its paths itself.</summary>
    private void AssertGivenUp(string[] expected, string pod, string pool)
    {
        IReadOnlySet<string> open = WasLate(pod) ? CallNames.IfItAnswers : new HashSet<string>();
        AssertSteps([.. expected.Where(step => !open.Contains(step.Split(' ')[0]))],
            CallsOf(pod, pool).Where(call => !open.Contains(call.What)), pod);
    }

    /// <summary>Whose steps they were, what else was called and what the operator says of it stand in the failure: it cannot be had again.</summary>
    private void AssertSteps(string[] expected, IEnumerable<Call> calls, string name)
    {
        string[] steps = CallLog.StepsOf(calls);
        if (!steps.SequenceEqual(expected))
        {
            Assert.Fail($"""
                Steps of {name}:
                  {string.Join("\n  ", steps)}
                instead of:
                  {string.Join("\n  ", expected)}
                All calls:
                {Log}
                {Operator.Log}
                """);
        }
    }

    private Task AnnotatePodAsync(string pod, string annotation) =>
        Server.PatchAsync($"{Pods}/{pod}", $$"""{ "metadata": { "annotations": { "{{annotation}}": "true" } } }""");
}
