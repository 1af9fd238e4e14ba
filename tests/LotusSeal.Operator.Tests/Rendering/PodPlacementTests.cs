using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Tests.Rendering;

/// <summary>The node of a folder, beside what the user says.</summary>
public sealed class PodPlacementTests
{
    [Fact]
    public void A_pod_that_may_run_anywhere_has_no_affinity() => Assert.Null(Affinity(RenderedCase.Load("host-path"), null));

    [Fact]
    public void A_pod_with_a_folder_runs_at_its_node()
    {
        V1NodeSelectorTerm term = Assert.Single(Terms(RenderedCase.Load("host-path")));
        Assert.Null(term.MatchExpressions);
        Assert.Equal(("metadata.name", "In", "node-a"), Text(Assert.Single(term.MatchFields)));
    }

    /// <summary>Alternatives are ORed, so each has to be narrowed.</summary>
    [Fact]
    public void Every_alternative_of_the_user_is_narrowed()
    {
        RenderedCase given = RenderedCase.Load("host-path");
        given.Pool.Spec.Gpu.Count = 1;
        given.Pool.Spec.Gpu.Products = ["H100"];
        given.Pool.Spec.Pod.Affinity = JsonNode.Parse("""
            { "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": [
              { "matchExpressions": [ { "key": "zone", "operator": "In", "values": [ "a" ] } ] },
              { "matchFields": [ { "key": "metadata.name", "operator": "NotIn", "values": [ "x" ] } ] } ] } } }
            """)!.AsObject();
        IList<V1NodeSelectorTerm> terms = Terms(given);
        Assert.Equal([("zone", "In", "a"), ("nvidia.com/gpu.product", "In", "H100")], terms[0].MatchExpressions.Select(Text));
        Assert.Equal([("metadata.name", "In", "node-a")], terms[0].MatchFields.Select(Text));
        Assert.Equal([("nvidia.com/gpu.product", "In", "H100")], terms[1].MatchExpressions.Select(Text));
        Assert.Equal([("metadata.name", "NotIn", "x"), ("metadata.name", "In", "node-a")], terms[1].MatchFields.Select(Text));
    }

    private static IList<V1NodeSelectorTerm> Terms(RenderedCase given) =>
        Affinity(given, "node-a")!.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms;

    private static V1Affinity? Affinity(RenderedCase given, string? node) =>
        WorkerPod.Render(new WorkerPodContext(given.Pool, RenderedCase.Settings, Ordinal: 1) { Node = node }).Spec.Affinity;

    private static (string Key, string Operator, string Value) Text(V1NodeSelectorRequirement one) =>
        (one.Key, one.OperatorProperty, string.Join(' ', one.Values));
}
