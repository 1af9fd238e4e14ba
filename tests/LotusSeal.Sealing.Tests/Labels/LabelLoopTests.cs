using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>The loop around the hashes of a layer.</summary>
public sealed class LabelLoopTests : IDisposable
{
    private static readonly PoRepConfig Config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg512MiBV1_1);
    private readonly TemporaryFolder _folder = new();
    private readonly SealingOptions _options = new() { Threads = 4 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_block_allocates_nothing()
    {
        const ulong Nodes = 1 << 20;
        using LayerMemory memory = LayerMemory.Allocate(Nodes * Digest.Size);
        using OpenGraph graph = new NoGraph(SectorGraph.SeedsOf(Config));
        LayerLabeller labeller = new(new NoLabels(), new ParentsCache(_options), graph, default);
        LayerFiles files = new(Config, _folder.Path, _options);
        LayerJournal journal = new(files, _folder.Path, new LayerCheckpoint("", []), [false, false], _options);
        PendingLayer layer = new(memory, new PendingFile(files.PathOf(1)), new LayerHasher(Config), FirstNode: 0);
        using LayerFileWriter writer = new(LayerLabels.Alone(memory), layer, new LabelKeeper(1, layer, journal, _options));
        ProgressMeter meter = new(null, Nodes, "nodes");
        long first = 0, last = 0;
        labeller.Label(1, Nodes, memory, null, (nodes, finished) =>
        {
            writer.Advance(finished * Digest.Size);
            meter.Add("layer", (ulong)nodes);
            last = GC.GetAllocatedBytesForCurrentThread();
            // What is made once is made by then.
            if (finished == Nodes / 4) first = last;
        }, TestContext.Current.CancellationToken);
        Assert.Equal(0, last - first);
    }

    private sealed class NoGraph(in GraphSeeds seeds) : OpenGraph(seeds)
    {
        protected override void FillCore(uint firstNode, Span<uint> parents)
        {
        }
    }

    private sealed class NoLabels() : LabelBackend("none", 1)
    {
        protected override void LabelCore(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents)
        {
        }
    }
}
