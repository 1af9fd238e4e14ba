using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

public sealed class MemoryShortTests
{
    [Fact]
    public async Task PreCommit1_without_memory_is_refused_for_now_and_nothing_is_made()
    {
        using SmallMachine machine = new(available: 20);
        await using SealingScene scene = await SealingScene.StartAsync(options => options with { Host = machine.Probe });
        CallError error = (await scene.RunAsync(scene.PreCommit1Async(SealingScene.Ticket))).Error!;
        Assert.Equal(SealErrorCode.TempUnknown, error.Code);
        Assert.Equal("PC1 s-t01000-5 needs 28 MiB of memory, and this machine has 20 MiB available of 100 GiB; it was not begun [name: w0]",
            error.Message);
        Assert.False(File.Exists(scene.Sealed));
        Assert.False(Directory.Exists(scene.Cache));
        machine.Available(64);
        (await scene.RunAsync(scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
    }

    [Fact]
    public async Task PreCommit2_without_memory_is_refused_for_now_and_the_layers_stay()
    {
        using SmallMachine machine = new(available: 64);
        await using SealingScene scene = await SealingScene.StartAsync(options => options with { Host = machine.Probe });
        byte[] output = (await scene.RunAsync(scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
        machine.Available(5);
        CallError error = (await scene.RunAsync(scene.PreCommit2Async(output))).Error!;
        Assert.Equal(SealErrorCode.TempUnknown, error.Code);
        Assert.StartsWith("PC2 s-t01000-5 needs 13", error.Message, StringComparison.Ordinal);
        machine.Available(64);
        (await scene.RunAsync(scene.PreCommit2Async(output))).Ok<SectorCids>();
    }
}
