using System.Net;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>Which paths of the miner's index are a worker's, where its name is its address.</summary>
public sealed class PathMatchTests
{
    private static readonly IPEndPoint Address = IPEndPoint.Parse("10.1.2.3:3456");

    [Fact]
    public void The_ids_that_the_worker_tells_are_its_own_wherever_they_are_served() =>
        Assert.Equal(["path-1", "path-a"], PathsOf(new Scene().Path(7, "path-a", "http://10.9.9.9:1/remote").With(1, Told("path-a"))));

    [Fact]
    public void Who_does_not_tell_is_found_by_its_address_and_port()
    {
        Scene scene = new Scene().Path(7, "path-a", "http://10.1.2.3:3456/remote").Path(8, "path-b", "http://10.1.2.3:3457/remote")
            .With(1, pod => pod with { Address = Address, Answer = null });
        Assert.Equal(["path-1", "path-a"], PathsOf(scene));
    }

    [Fact]
    public void An_earlier_worker_s_path_at_its_address_is_not_its_own_when_it_tells_another() => Assert.Equal(["path-1"], PathsOf(
        new Scene().Path(7, "path-a", "http://10.1.2.3:3456/remote").With(1, pod => Told()(pod) with { Address = Address })));

    [Fact]
    public void An_address_that_another_pod_may_have_by_now_says_nothing()
    {
        Scene scene = new Scene().Path(7, "path-a", "http://10.1.2.3:3456/remote")
            .With(1, pod => pod with { Address = Address, Answer = null, Phase = PodPhase.Failed });
        Assert.Equal(["path-1"], PathsOf(scene));
        scene.With(1, pod => pod with { Phase = PodPhase.Running });
        scene.Nodes.Remove("node");
        Assert.Equal(["path-1"], PathsOf(scene));
    }

    [Fact]
    public void A_path_of_the_worker_that_the_index_does_not_have_is_not_taken_for_an_empty_one()
    {
        Scene scene = new Scene().Drained(1, DrainReason.ScaleDown).With(1, Told("path-1", "path-z"));
        scene.With(1, pod => pod with { Answer = pod.Answer! with { Tasks = [] } });
        DrainStep step = scene.Step(1);
        Assert.Equal((DrainStage.Evacuate, null), (step.Stage, step.Action));
    }

    private static Func<ObservedPod, ObservedPod> Told(params string[] ids) => pod => pod with { Answer = pod.Answer! with { Paths = ids } };

    private static string[] PathsOf(Scene scene) => [.. scene.Plan.Workers[1].Paths.Select(path => path.Id).Order(StringComparer.Ordinal)];
}
