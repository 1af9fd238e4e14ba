using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Backends;
using LotusSeal.Worker.Commands.GpuCheck;

namespace LotusSeal.Cuda.Tests;

/// <summary>What <c>gpu-check</c> says of updates, over the double of the driver.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class GpuCheckTests
{
    private static readonly PoRepConfig Config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);

    public GpuCheckTests() => SimulatedDriver.Start();

    [Fact]
    public void An_update_is_compared_with_the_processor_s()
    {
        using CudaSealingBackend gpu = SimulatedDriver.Create();
        UpdateCheck check = Check(gpu, new ManagedSealingBackend());
        Assert.True(check.IsEqual);
        Assert.Contains("update of 0 MiB: ", Text(gpu, check), StringComparison.Ordinal);
        Assert.Contains("equal to the processor's, which took ", Text(gpu, check), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_differs_fails_the_check()
    {
        using CudaSealingBackend gpu = SimulatedDriver.Create();
        // Another's update stands for the processor's.
        SealingBackend other = new("other") { Updates = new OtherData(new ManagedSealingBackend().Updates!) };
        UpdateCheck check = Check(gpu, other);
        Assert.False(check.IsEqual);
        Assert.False(Report(gpu, check).IsRight);
        Assert.Contains("WRONG", Text(gpu, check), StringComparison.Ordinal);
    }

    private static DeviceCeilings Ceilings => new(1e12, 1e10, 1e10);

    private static UpdateCheck Check(CudaSealingBackend gpu, SealingBackend processor) =>
        new GpuChecker(threads: 2, _ => { }).CheckUpdate(Config, gpu, processor, Ceilings, TestContext.Current.CancellationToken);

    private static GpuCheckReport Report(CudaSealingBackend gpu, UpdateCheck check) =>
        new(gpu.Device, null, 0, Ceilings, [], [], [check], [], [], [], null, null, 0);

    private static string Text(CudaSealingBackend gpu, UpdateCheck check) => GpuCheckText.Write(Report(gpu, check));

    /// <summary>Reads every node of the data twice: as the key, too.</summary>
    private sealed class OtherData(IUpdateBuilder sound) : IUpdateBuilder
    {
        public string Device => "other";

        public void Build(UpdatePlan plan, IUpdateSource source, IUpdateSink sink, CancellationToken cancellationToken) =>
            sound.Build(plan, new DataOnly(source), sink, cancellationToken);
    }

    private sealed class DataOnly(IUpdateSource whole) : IUpdateSource
    {
        public void ReadKey(ulong firstNode, Span<byte> nodes) => whole.ReadData(firstNode, nodes);

        public void ReadData(ulong firstNode, Span<byte> data) => whole.ReadData(firstNode, data);
    }
}
