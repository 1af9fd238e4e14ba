using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Backends;

public sealed class GraphAndLabelArgumentTests
{
    private static readonly GraphSeeds Seeds = SectorGraph.SeedsOf(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1));

    public static TheoryData<string> Backends => SealingBackends.Available;

    [Theory, MemberData(nameof(Backends))]
    public void A_range_outside_the_graph_or_of_parts_of_nodes_is_refused(string backend)
    {
        using OpenGraph graph = SealingBackends.Create(backend).Graph!.Open(Seeds);
        uint[] parents = new uint[5 * 14];
        graph.Fill(59, parents);
        Assert.Throws<ArgumentException>(() => graph.Fill(60, parents));
        Assert.Throws<ArgumentException>(() => graph.Fill(uint.MaxValue, parents));
        Assert.Throws<ArgumentException>(() => graph.Fill(0, parents.AsSpan(1)));
    }

    [Theory, MemberData(nameof(Backends))]
    public void A_graph_of_an_impossible_size_is_refused(string backend)
    {
        GraphBackend graphs = SealingBackends.Create(backend).Graph!;
        foreach (ulong nodes in (ulong[])[0, 4, 63, 1UL << 32])
            Assert.ThrowsAny<ArgumentException>(() => graphs.Open(Seeds with { Nodes = nodes }));
    }

    [Theory, MemberData(nameof(Backends))]
    public void Labels_outside_the_layer_or_without_the_layer_below_are_refused(string backend)
    {
        LabelBackend labels = SealingBackends.Create(backend).Labels!;
        using LayerMemory layer = LayerMemory.Allocate(4 * 32), below = LayerMemory.Allocate(4 * 32);
        LabelChain[] first = [layer.Chain(default, 1, null)], second = [layer.Chain(default, 2, null)], none = [layer.Chain(default, 0, below)];
        uint[] parents = new uint[2 * 14];
        labels.Label(first, 2, parents);
        Assert.Throws<ArgumentException>(() => labels.Label(first, 3, parents));
        Assert.Throws<ArgumentException>(() => labels.Label(first, uint.MaxValue, parents));
        Assert.Throws<ArgumentException>(() => labels.Label(second, 2, parents));
        Assert.Throws<ArgumentException>(() => labels.Label(first, 0, parents.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => labels.Label([], 0, parents));
        Assert.Throws<ArgumentException>(() => labels.Label([.. Enumerable.Repeat(first[0], labels.MaxChains + 1)], 0, parents));
        Assert.ThrowsAny<ArgumentException>(() => labels.Label(none, 2, parents));
    }
}
