using System.Runtime.CompilerServices;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Hosting;

public sealed class IdleMemoryTests
{
    [Fact]
    public void Memory_is_given_back_after_work_and_never_during_it()
    {
        bool quiet = false;
        IdleMemory memory = new(() => quiet);
        WeakReference garbage = LeaveGarbage();
        Assert.False(memory.GiveBack());

        quiet = true;
        Assert.True(memory.GiveBack());
        Assert.False(garbage.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LeaveGarbage() => new(new byte[8 << 20]);
}
