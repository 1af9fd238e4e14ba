using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Memory;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Memory;

public sealed unsafe class PageMemoryTests
{
    private const ulong MiB = 1UL << 20, GiB = 1UL << 30;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2 * GiB, 2 * GiB, 2 * GiB, "2 GiB: 100 % in pages of 1 GiB of hugetlbfs")]
    [InlineData(2 * GiB, 1 * GiB, 2 * GiB, "2 GiB: 100 % in pages of 2 MiB of hugetlbfs")]
    [InlineData(512 * MiB, 2 * GiB, 2 * GiB, "512 MiB: 100 % in pages of 2 MiB of hugetlbfs")]
    [InlineData(64 * MiB, 0, 62 * MiB, "64 MiB: 100 % in transparent huge pages")]
    [InlineData(1 * MiB, 2 * GiB, 2 * GiB, "1 MiB: 100 % in ordinary pages")]
    public void The_largest_pages_that_are_free_are_taken(ulong length, ulong gigantic, ulong huge, string expected)
    {
        using PagesDouble system = new() { Free = { [30] = gigantic, [21] = huge } };
        using PageMemory memory = Allocate(system, length);
        Assert.Equal(expected, memory.Pages.ToString());
    }

    [Fact]
    public void Pages_that_a_control_group_refuses_are_given_back_before_they_are_touched()
    {
        using PagesDouble system = new() { Free = { [21] = GiB }, Limit = 64 * MiB };
        using PageMemory memory = Allocate(system, 128 * MiB);
        Assert.Equal("128 MiB: 100 % in transparent huge pages", memory.Pages.ToString());
        Assert.Equal(64 * MiB, system.Populated);
        Assert.Equal(system.Reserved.SkipLast(1), system.Released);
    }

    [Fact]
    public void Addresses_that_a_refusal_gave_back_are_left_alone()
    {
        using PagesDouble system = new();
        PageMemory memory = Allocate(system, 1 * GiB);
        memory.Dispose();
        Assert.Equal(2, system.Refused.Count);
        foreach ((nuint start, nuint length) in system.Refused)
            Assert.DoesNotContain(system.Released, range => range.Start < start + length && start < range.Start + range.Length);
        Assert.Equal(Sum(system.Reserved), Sum(system.Released) + Sum(system.Refused));
    }

    [Fact]
    public void Transparent_pages_are_counted_when_all_of_the_memory_is_there()
    {
        using PagesDouble system = new() { TransparentShare = 0.5 };
        using PageMemory memory = Allocate(system, 8 * MiB);
        Assert.InRange(memory.Pages.LargePercent, 50, 51);
        Assert.Equal(memory.Pages.Bytes, memory.Pages.Transparent + memory.Pages.Ordinary);
    }

    [Fact]
    public void Where_huge_pages_cannot_be_made_it_is_tried_a_few_times()
    {
        using PagesDouble system = new() { CanCollapse = false, TransparentShare = 0 };
        using PageMemory memory = Allocate(system, 640 * MiB);
        Assert.Equal(8, system.Collapses);
        Assert.Equal("640 MiB: 100 % in ordinary pages", memory.Pages.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cancellation_gives_everything_back(bool hasHuge)
    {
        using CancellationTokenSource source = new();
        using PagesDouble system = new() { Free = { [21] = hasHuge ? GiB : 0 }, Step = source.Cancel };
        BufferOffsets offsets = new();
        Assert.Throws<OperationCanceledException>(() => PageMemory.Allocate(system, offsets, 256 * MiB, null, source.Token).Dispose());
        Assert.Equal(Sum(system.Reserved), Sum(system.Released) + Sum(system.Refused));
        Assert.Equal(0, offsets.Take());
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(4096)]
    [InlineData(3 << 20)]
    [InlineData(64 << 20)]
    public void The_systems_memory_is_zeroed_and_can_be_written_to_its_ends(int length)
    {
        BufferOffsets offsets = new();
        // The second one begins behind the start of a page, and so ends behind the end of another.
        using PageMemory first = PageMemory.Allocate(PageMemory.System, offsets, (ulong)length, null, Token);
        using PageMemory memory = PageMemory.Allocate(PageMemory.System, offsets, (ulong)length, null, Token);
        Span<byte> bytes = new(memory.Start, length);
        Assert.Equal(-1, bytes.IndexOfAnyExcept((byte)0));
        bytes.Fill(7);
        Assert.Equal(-1, new Span<byte>(first.Start, length).IndexOfAnyExcept((byte)0));
        Assert.Equal((ulong)length, memory.Pages.Bytes);
        Assert.True(LayerPages.Held.Bytes >= 2 * (ulong)length);
    }

    [Fact]
    public void The_systems_huge_pages_are_those_that_it_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has them");
        for (int i = 0; i < 100; i++)
        {
            bool wasFree = FreeHugePages() > 0;
            using PageMemory memory = PageMemory.Allocate(PageMemory.System, new BufferOffsets(), 2 * MiB, null, Token);
            if (memory.Pages.Huge == 0 && wasFree) continue; // another test was faster
            Assert.SkipWhen(memory.Pages.Huge == 0, "no page of hugetlbfs is free: echo 16 > /proc/sys/vm/nr_hugepages");
            new Span<byte>(memory.Start, 2 << 20).Fill(1);
            string range = $"{(nuint)memory.Start:x}-";
            string[] lines = [.. File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.StartsWith(range, StringComparison.Ordinal)).Take(30)];
            Assert.Contains("2048 kB", Field("Private_Hugetlb:"), StringComparison.Ordinal);
            // Children do not get them.
            Assert.Contains(" dc ", Field("VmFlags:"), StringComparison.Ordinal);
            return;

            string Field(string name) => lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
        }

        Assert.Fail("Pages of hugetlbfs were free, and none was taken.");
    }

    [Fact]
    public void What_came_is_said_once_a_run()
    {
        List<string> notes = [], warnings = [];
        using PagesDouble system = new() { Free = { [30] = 2 * GiB } };
        SealingOptions options = new() { Pages = system, Note = notes.Add, Warning = warnings.Add };
        using (LayerBuffers buffers = new(1 * GiB, options, "s-t01000-7"))
        {
            for (int i = 0; i < 3; i++) buffers.Take(Token).Dispose();
        }

        Assert.Equal(["s-t01000-7: memory of the layers, 2 GiB: 100 % in pages of 1 GiB of hugetlbfs"], notes);
        Assert.Empty(warnings);
        Assert.Equal(system.Reserved.Order(), system.Released.Order());
    }

    [Theory]
    [InlineData(64, 64, "never", null, null)]
    [InlineData(64, 62, "madvise", null, null)]
    [InlineData(64, 12, "never", "18 %", "/sys/kernel/mm/transparent_hugepage/enabled is 'never': 'echo madvise' into it, ")]
    [InlineData(128, 0, "madvise", "0 %", "the machine's memory is in pieces: ")]
    [InlineData(64, 0, null, "0 %", "this system has no transparent huge pages: ")]
    [InlineData(1, 0, "never", null, null)]
    public void Too_few_huge_pages_are_a_warning_with_its_remedy(ulong gibibytes, ulong transparent, string? setting, string? share, string? remedy)
    {
        PageReport report = new(new PageUse(gibibytes * GiB, 0, 0, transparent * GiB), setting);
        if (share is null)
        {
            Assert.Null(report.Warning);
            return;
        }

        Assert.StartsWith($"only {share} of the layers' memory is in huge pages, so labels take up to 25 % longer; {remedy}", report.Warning,
            StringComparison.Ordinal);
        Assert.Contains("hugepages-2Mi", report.Warning, StringComparison.Ordinal);
    }

    private static PageMemory Allocate(IPageSystem system, ulong length) => PageMemory.Allocate(system, new BufferOffsets(), length, null, Token);

    private static decimal Sum(IEnumerable<(nuint Start, nuint Length)> ranges) => ranges.Sum(range => (decimal)range.Length);

    private static int FreeHugePages()
    {
        string? line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("HugePages_Free:", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.AsSpan("HugePages_Free:".Length).Trim(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
