using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>Sectors in a folder of a node: the next pod of their place comes back to that node.</summary>
public sealed class PlaceBindingTests
{
    private const string Everywhere = "0=node,1=node,2=node";

    [Fact]
    public void Where_a_worker_runs_is_written_down_once()
    {
        Scene scene = Folders(null);
        Assert.Equal(new BindPlaces(Everywhere), Assert.Single(scene.Plan.Actions));
        Assert.Empty(Folders(Everywhere).Plan.Actions);
        Assert.Equal(new BindPlaces(Everywhere), Assert.Single(Folders("0=node,1=elsewhere,2=node,x=y,3").Plan.Actions));
    }

    [Fact]
    public void Other_pools_have_nothing_to_write_down()
    {
        Assert.Empty(new Scene().Plan.Actions);
        Scene scene = new();
        scene.Pool.Metadata.Annotations = new Dictionary<string, string> { [PoolAnnotations.Nodes] = "1=elsewhere" };
        Assert.Null(Created(scene.WithoutPod(1)).Node);
    }

    [Fact]
    public void A_pod_that_never_began_binds_nothing() =>
        Assert.Equal(new BindPlaces("0=node,2=node"), Assert.Single(Folders(null).NeverBegan(1).Plan.Actions));

    [Fact]
    public void The_next_pod_comes_back_to_the_folder()
    {
        Assert.Equal(new CreatePod(1) { Node = "node" }, Created(Folders(Everywhere).WithoutPod(1)));
        Scene failed = Folders(Everywhere).With(1, pod => pod with { Phase = PodPhase.Succeeded, IsRunning = false, IsReady = false });
        Assert.Equal("node", Created(failed).Node);
    }

    [Fact]
    public void A_place_with_a_folder_is_filled_before_others()
    {
        Scene scene = Folders("0=node,2=node,5=node").WithoutPod(1);
        Assert.Equal(new CreatePod(5) { Node = "node" }, Created(scene));
    }

    [Fact]
    public void No_pod_goes_before_it_is_written_down_where_it_was()
    {
        Scene scene = Folders(null).Drained(1, DrainReason.Update);
        Assert.Contains(scene.Plan.Actions, action => action is BindPlaces);
        Assert.DoesNotContain(scene.Plan.Actions, action => action is not BindPlaces);
        Assert.DoesNotContain(Folders(Everywhere).Drained(1, DrainReason.Update).Plan.Actions, action => action is BindPlaces);
    }

    [Fact]
    public void A_folder_that_a_drain_has_seen_empty_binds_no_more()
    {
        Scene scene = Folders(Everywhere).Drained(1, DrainReason.NodeCordoned).With(1, pod => pod with { IsEvacuated = true });
        Assert.Contains(new BindPlaces("0=node,2=node"), scene.Plan.Actions);
        Assert.Null(Created(Folders("0=node,2=node").WithoutPod(1)).Node);
    }

    [Fact]
    public void A_folder_of_a_node_that_is_gone_binds_no_more()
    {
        Scene scene = Folders("0=node,1=gone,2=node").WithoutPod(1);
        Assert.Contains(new BindPlaces("0=node,2=node"), scene.Plan.Actions);
        Assert.Null(Created(scene).Node);
        Scene off = Folders("0=node,1=off,2=node").WithoutPod(1);
        off.Nodes["off"] = new ObservedNode(IsOutOfService: true);
        Assert.Null(Created(off).Node);
        Scene silent = Folders("0=node,1=silent,2=node").WithoutPod(1);
        silent.Nodes["silent"] = new ObservedNode(SilentSince: Scene.Now.AddHours(-1));
        Assert.Equal("silent", Created(silent).Node);
    }

    [Fact]
    public void A_pool_that_is_suspended_remembers() =>
        Assert.DoesNotContain(Suspended().Plan.Actions, action => action is BindPlaces);

    private static Scene Suspended()
    {
        Scene scene = Folders(Everywhere).WithoutPod(0).WithoutPod(1).WithoutPod(2);
        scene.Pool.Spec.Suspend = true;
        return scene;
    }

    private static CreatePod Created(Scene scene) => Assert.Single(scene.Plan.Actions.OfType<CreatePod>());

    private static Scene Folders(string? nodes)
    {
        Scene scene = new();
        scene.Pool.Spec.Storage.Sealing = new() { HostPath = new() { Path = "/mnt/nvme" } };
        scene.Claims.Clear();
        for (int ordinal = 0; ordinal < 3; ordinal++) scene.With(ordinal, pod => pod with { Revision = scene.Revision });
        if (nodes is not null) scene.Pool.Metadata.Annotations = new Dictionary<string, string> { [PoolAnnotations.Nodes] = nodes };
        return scene;
    }
}
