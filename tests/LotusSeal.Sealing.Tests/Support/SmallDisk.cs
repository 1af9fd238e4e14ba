namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A disk of a few pages, over a folder, that can be made larger.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int PageSize = 4096;
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Mounts it; skips the test where that cannot be done.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, int pages)
    {
        if (!await Mounts.TryMountAsync("-t", "tmpfs", "-o", $"size={pages * PageSize}", "tmpfs", folder))
            Assert.Skip("a small tmpfs cannot be mounted here");
        return new SmallDisk(folder);
    }

    /// <summary>What a step says of a disk that is full; null when it went through.</summary>
    public static async Task<IOException?> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (IOException error)
        {
            return error;
        }
    }

    /// <summary>Gives it another size.</summary>
    public async Task ResizeAsync(int pages) => Assert.True(await Mounts.TryMountAsync("-o", $"remount,size={pages * PageSize}", _folder));

    public async ValueTask DisposeAsync() => Assert.True(await Mounts.TryUnmountAsync(_folder));
}
