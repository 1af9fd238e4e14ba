using LotusSeal.Sealing.Backends;
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

    private static SealedSector New(string vector, SealingBackend backend, bool lowMemory) => new(SectorVector.Load(vector), backend,
        options => options with { LowMemory = lowMemory, LabelLoops = 1, LabelWidth = 2 });
}
