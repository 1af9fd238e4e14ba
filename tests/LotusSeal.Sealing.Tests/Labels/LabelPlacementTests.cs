using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>Who lies beside whom.</summary>
public sealed class LabelPlacementTests : LabelGroupsScene
{
    [Fact]
    public async Task Two_of_a_loop_lie_side_by_side_layer_after_layer_in_one_order()
    {
        List<LabelChain[]> calls = Calls();
        LabelGroups groups = New(loops: 1);
        LabelledSector first = Join(groups), second = Join(groups);
        await Task.WhenAll(LabelAllAsync(first), LabelAllAsync(second));
        Assert.All(calls.Where(chains => chains.Length == 2), chains =>
        {
            Assert.True(LieBeside(chains[0].Layer, chains[1].Layer));
            if (chains.All(chain => chain.PreviousLayer.AreGiven)) Assert.True(LieBeside(chains[0].PreviousLayer, chains[1].PreviousLayer));
        });
        Assert.Contains(calls, chains => chains.Length == 2 && chains.Any(chain => chain.LayerNumber == LabelledSector.Layers));
    }

    [Fact]
    public async Task Four_of_a_loop_lie_two_and_two_and_those_that_did_so_still_do()
    {
        List<LabelChain[]> calls = Calls();
        LabelGroups groups = New(loops: 1, width: 4);
        LabelledSector[] sectors = [Join(groups), Join(groups), Join(groups), Join(groups)];
        await Task.WhenAll(sectors.Select(sector => LabelAllAsync(sector)));
        Assert.All(calls.Where(chains => chains.Length == 4), chains =>
        {
            for (int i = 0; i < 4; i += 2)
            {
                Assert.True(LieBeside(chains[i].Layer, chains[i + 1].Layer));
                if (chains.All(chain => chain.LayerNumber > 2)) Assert.True(LieBeside(chains[i].PreviousLayer, chains[i + 1].PreviousLayer));
            }
        });
        Assert.Contains(calls, chains => chains.Length == 4 && chains.Any(chain => chain.LayerNumber == LabelledSector.Layers));
    }

    /// <summary>Two that a kill has stopped were at the same node, since one loop labelled them, and begin there together.</summary>
    [Fact]
    public async Task Two_that_were_interrupted_at_the_same_node_go_on_from_what_they_have()
    {
        List<LabelChain[]> calls = Calls();
        LabelGroups groups = New(loops: 1);
        LabelledSector first = Join(groups), second = Join(groups);
        ulong half = Config.Nodes / 2;
        await MeetAsync(first, second);
        using CancellationTokenSource stop = new();
        Action<ulong> stopAtHalf = finished =>
        {
            if (finished >= half) stop.Cancel();
        };
        Task behind = second.LabelAsync(2, stopAtHalf, stop.Token);
        await second.WaitForLoopAsync();
        Task ahead = first.LabelAsync(3, stopAtHalf, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ahead);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => behind);
        Assert.Contains(calls, chains => chains.Length == 2 && LieBeside(chains[0].Layer, chains[1].Layer) && chains[0].LayerNumber > 1);
        calls.Clear();
        await Task.WhenAll(LabelAllAsync(first, 3, first: half), LabelAllAsync(second, 2, first: half));
        Assert.Contains(calls, chains => chains.Length == 2);
    }

    [Fact]
    public async Task Who_has_lost_a_partner_lies_alone_in_the_next_layer()
    {
        List<LabelChain[]> calls = Calls();
        LabelGroups groups = New(loops: 1);
        LabelledSector staying = Join(groups), leaving = Join(groups);
        await MeetAsync(staying, leaving);
        Assert.Contains(calls, chains => chains.Length == 2);
        Sectors.Remove(leaving);
        leaving.Dispose();
        calls.Clear();
        await LabelAllAsync(staying, 3);
        Assert.All(calls, chains => Assert.True(LiesAlone(Assert.Single(chains).Layer)));
        Assert.All(calls.Where(chains => chains[0].LayerNumber > 3), chains => Assert.True(LiesAlone(chains[0].PreviousLayer)));
    }

    /// <summary>The first is labelled alone in layer 1, and beside the second in layer 2.</summary>
    private static async Task MeetAsync(LabelledSector first, LabelledSector second)
    {
        await first.LabelAsync(1);
        Task joining = second.LabelAsync(1);
        await second.WaitForLoopAsync();
        await Task.WhenAll(joining, first.LabelAsync(2));
    }

    /// <summary>Labels layer after layer, leaves, and looks at them.</summary>
    private static async Task LabelAllAsync(LabelledSector sector, int from = 1, ulong first = 0)
    {
        for (int layer = from; layer <= LabelledSector.Layers; layer++) await sector.LabelAsync(layer, first: layer == from ? first : 0);
        sector.Seat.Dispose();
        sector.AssertIsLabelled(LabelledSector.Layers);
    }

    private List<LabelChain[]> Calls()
    {
        List<LabelChain[]> calls = [];
        Action<LabelChain[]> note = Backend.LabellingTogether!;
        Backend.LabellingTogether = chains =>
        {
            lock (calls) calls.Add(chains);
            note(chains);
        };
        return calls;
    }

    private static unsafe bool LieBeside(LabelPlaces first, LabelPlaces second) =>
        second.Even == first.Even + Digest.Size && second.Odd == first.Odd + Digest.Size;

    private static unsafe bool LiesAlone(LabelPlaces labels) => labels.Even == labels.Odd;
}
