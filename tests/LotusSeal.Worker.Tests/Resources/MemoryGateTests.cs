using LotusSeal.Sealing.Phases;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Resources;

public sealed class MemoryGateTests : IDisposable
{
    private const ulong MiB = 1 << 20;
    private readonly SmallMachine _machine = new(available: 1000);
    private readonly MemoryGate _gate;

    public MemoryGateTests() => _gate = new MemoryGate(_machine.Probe);

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Work_that_fits_is_let_in_and_other_work_is_refused_with_need_and_room()
    {
        _gate.Enter("PC1 a", new PhaseMemory(1000 * MiB)).Dispose();
        Assert.Equal("PC1 a needs 1001 MiB of memory, and this machine has 1000 MiB available of 100 GiB; it was not begun", Refused("PC1 a", 1001));
    }

    [Fact]
    public void All_work_is_let_in_where_nothing_is_compared() =>
        new MemoryGate(_machine.Probe, compares: false).Enter("PC1 a", new PhaseMemory(5000 * MiB)).Dispose();

    [Fact]
    public void What_was_promised_counts_until_its_work_has_ended()
    {
        using (_gate.Enter("PC1 a", new PhaseMemory(28 * MiB, Layer: 300 * MiB)))
        {
            Assert.Equal("PC1 b needs 400 MiB of memory, and this machine has 1000 MiB available of 100 GiB, of which 628 MiB are promised to work "
                + "that runs; it was not begun", Refused("PC1 b", 400));
            _gate.Enter("PC1 b", new PhaseMemory(372 * MiB)).Dispose();
        }

        _gate.Enter("PC1 b", new PhaseMemory(1000 * MiB)).Dispose();
    }

    [Fact]
    public void What_work_has_taken_is_not_counted_twice()
    {
        using IDisposable first = _gate.Enter("PC1 a", new PhaseMemory(600 * MiB));
        _machine.Available(450);
        Refused("PC1 b", 400);
        _machine.Own(550);
        _gate.Enter("PC1 b", new PhaseMemory(400 * MiB)).Dispose();
    }

    [Fact]
    public void What_a_kept_process_has_is_there_for_its_next_work()
    {
        using IDisposable first = _gate.Enter("PC1 a", new PhaseMemory(600 * MiB));
        _machine.Available(300);
        _machine.Own(800);
        Assert.Contains("needs 500 MiB", Refused("PC1 b", 500), StringComparison.Ordinal);
        Assert.Throws<MemoryShortException>(() => _gate.Enter("C2 b", new PhaseMemory(501 * MiB), isKept: true));
        _gate.Enter("C2 b", new PhaseMemory(500 * MiB), isKept: true).Dispose();
    }

    [Fact]
    public void Urgent_work_is_let_in_and_counts_for_what_comes_after_it()
    {
        using IDisposable urgent = _gate.EnterUnchecked(new PhaseMemory(5000 * MiB));
        Refused("PC1 a", 1);
    }

    [Fact]
    public void Layers_in_pages_of_hugetlbfs_take_no_other_memory()
    {
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(5, 14), "this kernel cannot bring them safely");
        _machine.HugePages(free: 1536); // 3 GiB: three layers of 1 GiB
        using IDisposable first = _gate.Enter("PC1 a", new PhaseMemory(28 * MiB, Layer: 1024 * MiB));
        string refused = Assert.Throws<MemoryShortException>(() => _gate.Enter("PC1 b", new PhaseMemory(28 * MiB, Layer: 1024 * MiB))).Message;
        Assert.StartsWith("PC1 b needs 1.027 GiB of memory besides 1 GiB in pages of hugetlbfs, and ", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4096UL, true)]
    [InlineData(1024UL, false)]
    [InlineData(0UL, false)]
    public void Only_pages_that_a_group_allows_count(ulong limit, bool fits)
    {
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(5, 14), "this kernel cannot bring them safely");
        _machine.HugePages(free: 2048, limit);
        PhaseMemory need = new(28 * MiB, Layer: 1024 * MiB);
        if (fits) _gate.Enter("PC1 a", need).Dispose();
        else Assert.Throws<MemoryShortException>(() => _gate.Enter("PC1 a", need));
    }

    private string Refused(string work, ulong mebibytes) =>
        Assert.Throws<MemoryShortException>(() => _gate.Enter(work, new PhaseMemory(mebibytes * MiB))).Message;
}
