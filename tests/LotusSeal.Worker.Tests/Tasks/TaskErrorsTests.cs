using LotusSeal.Lotus.Types;
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
