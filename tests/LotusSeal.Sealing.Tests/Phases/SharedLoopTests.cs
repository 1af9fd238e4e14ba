using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>Sectors of one sealer that share label loops.</summary>
public sealed class SharedLoopTests
{
    [Theory]
    [InlineData("native", false)]
    [InlineData("native", true)]
    [InlineData("managed", false)]
    public async Task Sectors_that_share_a_loop_have_the_files_of_the_reference(string backend, bool lowMemory)
    {
        SealingBackend chosen = SealingBackends.Create(backend);
        using SealedSector first = New("2kib", chosen, lowMemory), second = New("2kib-zero", chosen, lowMemory), third = New("2kib-synth", chosen, lowMemory);
        SealedSector[] sectors = [first, second, third];
        // One sealer labels them all, two in a loop where the backend can; which of them meet is not said.
        await Task.WhenAll(sectors.Select(sector => first.Sealer.PreCommit1Async(sector.Staged, null, SealedSector.Token)));
        foreach (SealedSector sector in (SealedSector[])[first, second])
        {
            Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
            sector.AssertCacheIs("cache_files_after_pc2");
            sector.AssertReplicaIsWhole();
        }
        Assert.Equal(third.Vector.Commitments, await third.PreCommit2Async());
    }

    [Fact]
    public async Task Layers_of_8_MiB_that_were_labelled_together_are_those_of_each_alone()
    {
        SealingBackend backend = SealingBackends.Create("native");
        using SealedSector first = New("8mib", backend, lowMemory: false), second = New("8mib", backend, lowMemory: false),
            alone = New("8mib", backend, lowMemory: false);
        SealTicket other = new(new Digest([.. Enumerable.Repeat((byte)7, Digest.Size)]));
        await alone.Sealer.PreCommit1Async(StagedOf(alone, other), null, SealedSector.Token);
        // Usually one begins alone, they meet in its second layer, and the other one ends alone.
        await Task.WhenAll(first.Sealer.PreCommit1Async(first.Staged, null, SealedSector.Token),
            first.Sealer.PreCommit1Async(StagedOf(second, other), null, SealedSector.Token));
        IReadOnlyDictionary<string, (long Length, string Sha256)> right = first.Vector.Files("cache_files_after_pc2");
        for (int layer = 1; layer <= 2; layer++)
        {
            string name = SectorFileNames.Layer(layer);
            Assert.Equal(right[name].Sha256, SealedSector.Sha256(first.Cache(name)));
            Assert.Equal(SealedSector.Sha256(alone.Cache(name)), SealedSector.Sha256(second.Cache(name)));
        }
    }

    private static StagedSector StagedOf(SealedSector sector, SealTicket ticket) =>
        new(sector.Vector.Sector, ticket, sector.Paths, sector.Vector.Pieces);

    private static SealedSector New(string vector, SealingBackend backend, bool lowMemory) => new(SectorVector.Load(vector), backend,
        options => options with { LowMemory = lowMemory, LabelLoops = 1, LabelWidth = 2 });
}
