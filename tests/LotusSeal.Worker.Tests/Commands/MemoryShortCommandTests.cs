using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class MemoryShortCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_step_whose_memory_is_not_there_is_refused_before_it_begins()
    {
        using SmallMachine machine = new(available: 20);
        _run.Host = machine.Probe;
        string folder = _run.InHome("sector");
        string[] args = ["proofs", "seal", "--proof-type", "5", "--miner", "1000", "--sector", "1", "--ticket", new string('2', 64), "--seed",
            new string('3', 64), "--out", folder];
        Assert.Equal(1, await _run.RunAsync(args));
        Assert.Contains("error: pc1 needs 28 MiB of memory, and this machine has 20 MiB available of 100 GiB; it was not begun\n", _run.Error,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(folder, "cache")));
        machine.Available(64);
        Assert.Equal(0, await _run.RunAsync(args));
    }
}
