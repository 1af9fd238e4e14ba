using LotusSeal.Native.Interop;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Tests;

public class NativeFaultTests
{
    [Fact]
    public void Success_is_no_fault() => NativeStatus.Ok.ThrowIfFailed(BackendStage.Labels, "native");

    [Theory]
    [InlineData(2, FaultRemedy.Retry, "no memory")]
    [InlineData(1, FaultRemedy.Retire, "refused an argument")]
    [InlineData(77, FaultRemedy.Retire, "unknown status 77")]
    public void A_status_becomes_a_fault_with_stage_device_and_remedy(int status, FaultRemedy remedy, string reason)
    {
        BackendFault fault = Assert.Throws<SealingBackendException>(() =>
            ((NativeStatus)status).ThrowIfFailed(BackendStage.ColumnHash, "native(avx2)")).Fault;
        Assert.Equal((BackendStage.ColumnHash, "native(avx2)", remedy), (fault.Stage, fault.Device, fault.Remedy));
        Assert.Contains(reason, fault.ToString(), StringComparison.Ordinal);
    }
}
