using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Tests.Files;

public sealed class PageCacheTests : IDisposable
{
    private const int Part = 4 << 20, Size = 4 * Part;
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["file"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_range_that_was_read_leaves_the_memory_and_the_others_stay()
    {
        using SectorFile file = MakeOnDisk();
        byte[] buffer = new byte[Size];
        file.Read(0, buffer);
        Assert.Equal(Size, CachedPages.Of(Path));
        file.Drop(Part, Part);
        Assert.Equal((Part, 0), (CachedPages.Of(Path, 0, Part), CachedPages.Of(Path, Part, Part)));
        Assert.Equal(2 * Part, CachedPages.Of(Path, 2 * Part, 2 * Part));
        file.Drop(Part, 0);
        Assert.Equal(3 * Part, CachedPages.Of(Path));
        file.Drop();
        Assert.Equal(0, CachedPages.Of(Path));
    }

    [Fact]
    public async Task A_range_that_is_asked_for_comes_by_itself()
    {
        using SectorFile file = MakeOnDisk();
        file.Drop();
        file.Fetch(Part, 0);
        Assert.Equal(0, CachedPages.Of(Path));
        file.Fetch(Part, Part);
        await Patience.UntilAsync("the range is in memory", () => CachedPages.Of(Path, Part, Part) == Part);
        Assert.Equal(0, CachedPages.Of(Path, 2 * Part, 2 * Part));
    }

    [Fact]
    public void What_is_not_on_disk_is_never_lost()
    {
        CachedPages.NeedDisk(_folder.Path);
        byte[] content = new byte[Size];
        Random.Shared.NextBytes(content);
        using SafeFileHandle file = File.OpenHandle(Path, FileMode.CreateNew, FileAccess.ReadWrite);
        RandomAccess.Write(file, content, 0);
        PageCache.Drop(file);
        Assert.Equal(content, File.ReadAllBytes(Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_nobody_reads_soon_leaves_the_memory_when_it_is_whole(bool leaves)
    {
        CachedPages.NeedDisk(_folder.Path);
        byte[] content = new byte[Size];
        Random.Shared.NextBytes(content);
        using (PendingFile file = new(Path, leavesMemory: leaves))
        {
            file.Write(content, 0);
            file.Commit();
        }
        Assert.Equal(leaves ? 0 : Size, CachedPages.Of(Path));
        Assert.Equal(content, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Advice_that_the_system_does_not_take_is_no_error()
    {
        using SectorFile file = SectorFile.Open("/dev/null");
        file.Fetch(0, Part);
        file.Drop(0, Part);
        file.Drop();
    }

    private SectorFile MakeOnDisk()
    {
        CachedPages.NeedDisk(_folder.Path);
        using (SafeFileHandle file = File.OpenHandle(Path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, new byte[Size], 0);
            RandomAccess.FlushToDisk(file);
        }
        return SectorFile.Open(Path, Size);
    }
}
