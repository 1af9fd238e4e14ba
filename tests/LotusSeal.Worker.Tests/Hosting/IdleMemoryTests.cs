using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Hosting;

public sealed class IdleMemoryTests
{
    private static byte[]? _garbage;

    [Fact]
    public void Memory_is_given_back_once_after_work_and_never_during_it()
    {
        bool quiet = false;
        IdleMemory memory = new(() => quiet);
        _garbage = new byte[8 << 20];
        WeakReference held = new(_garbage);
        _garbage = null;
        Assert.False(memory.GiveBack());

        quiet = true;
        Assert.True(memory.GiveBack());
        Assert.False(held.IsAlive);
    }
}
