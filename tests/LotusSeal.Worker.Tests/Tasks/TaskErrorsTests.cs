using LotusSeal.Lotus.Types;
using LotusSeal.Sealing.Backends;
using LotusSeal.Storage;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Tests.Tasks;

public class TaskErrorsTests
{
    [Theory]
    [InlineData(StorageFault.NoGoodPath)]
    [InlineData(StorageFault.NoSpace)]
    public void Missing_room_keeps_its_text_and_code(StorageFault fault) =>
        Assert.Equal(new CallError(SealErrorCode.TempAllocateSpace, "no room"), TaskErrors.ToCallError(new StorageException(fault, "no room"), "vm"));

    [Theory, InlineData(FaultRemedy.Retire), InlineData(FaultRemedy.Retry)]
    public void A_device_that_failed_is_temporary_and_named_with_what_it_did(FaultRemedy remedy)
    {
        BackendFault fault = new(BackendStage.Replica, "cuda(X at 0)", remedy, "it is lost");
        Assert.Equal(new CallError(SealErrorCode.TempUnknown, "cuda(X at 0) failed in the replica's trees: it is lost [name: vm]"),
            TaskErrors.ToCallError(new SealingBackendException(fault), "vm"));
    }

    [Theory]
    [InlineData(StorageFault.SectorNotFound)]
    [InlineData(StorageFault.Disk)]
    [InlineData(StorageFault.Transfer)]
    public void Everything_else_is_code_0_with_the_text_twice(StorageFault fault)
    {
        CallError error = TaskErrors.ToCallError(new StorageException(fault, "lost"), "vm");
        Assert.Equal(new CallError(SealErrorCode.Unknown, "lost [name: vm]: lost"), error);
    }
}
