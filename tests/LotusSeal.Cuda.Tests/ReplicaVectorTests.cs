using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Cuda.Tests;

/// <summary>The whole of PreCommit2 over the kernels compiled for the host, byte for byte.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class ReplicaVectorTests
{
    public ReplicaVectorTests() => SimulatedDriver.Start();

    /// <summary>Every vector in batches of a whole base tree and in smaller ones, which leave rows to the end.</summary>
    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string name in SectorVector.Small)
            {
                cases.Add(name, int.MaxValue);
                cases.Add(name, 16);
            }
            return cases;
        }
    }

    [Fact]
    public Task Every_file_of_a_sector_of_8_MiB_is_the_reference_s()
    {
        LongTests.Need();
        return Every_file_after_PreCommit2_is_the_reference_s("8mib", 1 << 16);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_file_after_PreCommit2_is_the_reference_s(string name, int largestBatch)
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create(largestBatch);
        using SealedSector sector = new(SectorVector.Load(name), SimulatedDriver.Complete(cuda));
        await sector.PreCommit1Async();
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
    }

    [Fact]
    public void The_known_answer_of_eleven_layers_is_given()
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create();
        Assert.Null(KnownAnswers.FindFault(cuda));
    }

    [Fact]
    public void Everything_is_given_back()
    {
        using (CudaSealingBackend cuda = SimulatedDriver.Create()) Assert.Null(KnownAnswers.FindFault(cuda));
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }
}
