using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage.Tests;

public class StorageExceptionTests
{
    [Fact]
    public void Only_missing_room_is_told_as_a_failure_that_passes()
    {
        StorageFault[] passing = [.. Enum.GetValues<StorageFault>().Where(fault => new StorageException(fault, "x").Code != SealErrorCode.Unknown)];
        Assert.Equal([StorageFault.NoGoodPath, StorageFault.NoSpace], passing);
        Assert.All(passing, fault => Assert.Equal(SealErrorCode.TempAllocateSpace, new StorageException(fault, "x").Code));
        Assert.Equal(102, (int)SealErrorCode.TempAllocateSpace);
    }
}
