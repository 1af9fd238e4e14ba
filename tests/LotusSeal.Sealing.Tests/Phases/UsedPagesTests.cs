using System.Collections.Concurrent;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>What sealing leaves in the memory of the machine.</summary>
public sealed class UsedPagesTests
{
    [Fact]
    public async Task Of_a_large_sector_only_what_every_proof_reads_stays()
    {
        using SealedSector sector = await SealAsync(options => options with { LargeSector = 8 << 20 });
        foreach (string file in LargeFiles(sector)) Assert.Equal((file, 0), (file, CachedPages.Of(file)));
        foreach (string name in (string[])[SectorFileNames.TreeRLast(sector.Vector.Config, 0), SectorFileNames.PersistentAux])
            Assert.NotEqual(0, CachedPages.Of(sector.Cache(name)));
        // The check of a proof reads single nodes of files that are no longer there.
        sector.Sealer.VerifyCommit1(sector.Vector.Sector, await sector.Commit1Async());
    }

    [Theory]
    [InlineData(8 << 20, false)]
    [InlineData((8 << 20) + 1, true)]
    public async Task What_PreCommit1_has_written_leaves_when_the_sector_is_large(ulong large, bool stays)
    {
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"), options => options with { LargeSector = large });
        CachedPages.NeedDisk(sector.Folder.Path);
        await sector.PreCommit1Async();
        foreach (string name in (string[])[SectorFileNames.Layer(1), SectorFileNames.Layer(2), SectorFileNames.TreeD])
            Assert.Equal((name, stays), (name, CachedPages.Of(sector.Cache(name)) > 0));
    }

    [Fact]
    public async Task A_small_sector_stays_for_Commit1()
    {
        using SealedSector sector = await SealAsync(null);
        foreach (string file in LargeFiles(sector)) Assert.NotEqual((file, 0), (file, CachedPages.Of(file)));
    }

    [Fact]
    public async Task Nodes_that_are_expected_are_read_before_anybody_asks()
    {
        const int Nodes = 4096, Length = Nodes * Digest.Size;
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"));
        CachedPages.NeedDisk(sector.Folder.Path);
        await sector.PreCommit1Async();
        using PreCommit2Inputs inputs = new(sector.Output, sector.Paths.Cache, new ManagedSealingBackend().Hashes!, new SealingOptions());
        Forget(sector);
        inputs.Expect(3 * Nodes, Nodes);
        inputs.Expect(sector.Vector.Config.Nodes - 1, Nodes);
        inputs.Expect(sector.Vector.Config.Nodes + 1, Nodes);
        string[] files = [sector.Cache(SectorFileNames.Layer(1)), sector.Cache(SectorFileNames.Layer(2)), sector.Cache(SectorFileNames.TreeD)];
        await Patience.UntilAsync("they are in memory", () => files.All(file => CachedPages.Of(file, 3 * Length, Length) == Length));
        Assert.All(files, file => Assert.Equal((file, 0), (file, CachedPages.Of(file, 8 * Length, 8 * Length))));
        // The first row above the leaves, which these are checked with.
        await Patience.UntilAsync("the row is", () => CachedPages.Of(files[2], (8 << 20) + (3 * Length / 2), Length / 2) == Length / 2);
    }

    [Fact]
    public async Task A_builder_says_what_each_thread_takes_next()
    {
        SealingBackend native = SealingBackends.Create("native");
        Listening builder = new(native.Replicas!);
        using SealedSector sector = new(SectorVector.Load("8mib"), new SealingBackend("listening")
        {
            Graph = native.Graph,
            Labels = native.Labels,
            Hashes = native.Hashes,
            Replicas = builder,
        });
        await sector.SealAsync();
        ulong nodes = sector.Vector.Config.Nodes;
        Assert.Equal(64, builder.Read.Count);
        Assert.Equal(builder.Read.Order().Skip(2), builder.Expected.Where(first => first < nodes).Order());
    }

    private static void Forget(SealedSector sector)
    {
        foreach (string file in Directory.GetFiles(sector.Paths.Cache))
        {
            using SectorFile open = SectorFile.Open(file);
            open.Drop();
        }
    }

    private static async Task<SealedSector> SealAsync(Func<SealingOptions, SealingOptions>? configure)
    {
        SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"), configure);
        CachedPages.NeedDisk(sector.Folder.Path);
        await sector.PreCommit1Async();
        // As after a restart: nothing of it is in memory, and all of it on disk.
        Forget(sector);
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        return sector;
    }

    private static IEnumerable<string> LargeFiles(SealedSector sector) =>
    [
        sector.Cache(SectorFileNames.Layer(1)), sector.Cache(SectorFileNames.Layer(2)), sector.Cache(SectorFileNames.TreeD),
        sector.Cache(SectorFileNames.TreeC(sector.Vector.Config, 0)), sector.Paths.Sealed,
    ];

    /// <summary>Hears what a builder asks for.</summary>
    private sealed class Listening(IReplicaBuilder inner) : IReplicaBuilder, IReplicaSource
    {
        private IReplicaSource? _source;

        public ConcurrentBag<ulong> Expected { get; } = [];

        public ConcurrentBag<ulong> Read { get; } = [];

        public string Device => inner.Device;

        public void Build(ReplicaPlan plan, IReplicaSource source, IReplicaSink sink, CancellationToken cancellationToken)
        {
            _source = source;
            // Known answers are smaller.
            if (plan.TreeC.Leaves == (8 << 20) / Digest.Size) inner.Build(plan, this, sink, cancellationToken);
            else inner.Build(plan, source, sink, cancellationToken);
        }

        public void ReadLayer(int layer, ulong firstNode, Span<byte> labels) => _source!.ReadLayer(layer, firstNode, labels);

        public void ReadData(ulong firstNode, Span<byte> data)
        {
            Read.Add(firstNode);
            _source!.ReadData(firstNode, data);
        }

        public void Expect(ulong firstNode, ulong nodes) => Expected.Add(firstNode);
    }
}
