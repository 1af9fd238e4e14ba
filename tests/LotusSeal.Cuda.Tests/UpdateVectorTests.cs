using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Cuda.Tests;

/// <summary>Updates and keys over the kernels compiled for the host, byte for byte.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class UpdateVectorTests
{
    public UpdateVectorTests() => SimulatedDriver.Start();

    /// <summary>Every shape in batches of a whole base tree and in smaller ones, which leave rows to the end.</summary>
    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string size in PostVector.Small)
            {
                cases.Add(size, int.MaxValue);
                cases.Add(size, 16);
            }
            return cases;
        }
    }

    [Theory, InlineData(int.MaxValue), InlineData(16)]
    public async Task Every_file_of_an_update_of_an_empty_sector_is_the_reference_s(int largestBatch)
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create(largestBatch);
        using UpdateFolder sector = new(SimulatedDriver.Complete(cuda));
        await sector.EncodeAsync();
        sector.AssertIsTheReference();
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_file_of_an_update_and_the_key_made_of_it_are_the_reference_s(string size, int largestBatch)
    {
        using CudaSealingBackend cuda = SimulatedDriver.Create(largestBatch);
        using ShapedUpdate sector = new(size);
        SectorUpdater updater = new(new BackendPool([SimulatedDriver.Complete(cuda)]), new SealingOptions { Threads = 2 });
        await sector.EncodeAsync(updater);
        await sector.RegenerateKeyAsync(updater);
        Assert.True(SimulatedDriver.simulated_calls("cuLaunchKernel") > 0);
    }

    [Fact]
    public async Task Every_file_of_an_update_of_8_MiB_and_the_key_made_of_it_are_the_reference_s()
    {
        LongTests.Need();
        using CudaSealingBackend cuda = SimulatedDriver.Create(largestBatch: 1 << 16);
        using LargeUpdate sector = new(new BackendPool([SimulatedDriver.Complete(cuda)]));
        await sector.EncodeAsync();
        await sector.RegenerateKeyAsync();
    }
}
