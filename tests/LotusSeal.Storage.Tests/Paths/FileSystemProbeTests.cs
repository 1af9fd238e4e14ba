using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage.Tests;

public sealed class FileSystemProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileSystemProbe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Space_is_that_of_the_file_system_below_the_folder()
    {
        FileSystemSpace space = _probe.Space(_folder.Path);
        DriveInfo drive = new(_folder.Path);
        Assert.Equal(drive.TotalSize, space.Capacity);
        Assert.InRange(space.Available, 1, space.Capacity);
        Assert.Equal(space.Identity, _probe.Space(Directory.CreateDirectory(_folder["below"]).FullName).Identity);
        Assert.Contains(_folder["missing"], Assert.Throws<DirectoryNotFoundException>(() => _probe.Space(_folder["missing"])).Message);
    }

    [Fact]
    public async Task Another_file_system_has_its_own_identity_and_size()
    {
        string mount = Directory.CreateDirectory(_folder["mount"]).FullName;
        if (!await Mounts.TryMountAsync("-t", "tmpfs", "-o", "size=1m", "tmpfs", mount)) Assert.Skip("a small tmpfs cannot be mounted here");
        try
        {
            Assert.NotEqual(_probe.Space(_folder.Path).Identity, _probe.Space(mount).Identity);
            Assert.Equal(1 << 20, _probe.Space(mount).Capacity);
        }
        finally
        {
            Assert.True(await Mounts.TryUnmountAsync(mount));
        }
    }

    [Fact]
    public void Usage_counts_folders_and_leaves_holes_out()
    {
        Directory.CreateDirectory(_folder["d"]);
        long empty = _probe.DiskUsage(_folder["d"]);
        File.WriteAllBytes(_folder["d/full"], Sectors.Bytes(100_000));
        AtomicFile.FlushFile(_folder["d/full"]);
        using (FileStream stream = File.Create(_folder["d/hole"])) stream.SetLength(1 << 30);
        Assert.InRange(_probe.DiskUsage(_folder["d"]) - empty, 100_000, 200_000);
        Assert.Equal(0, _probe.DiskUsage(_folder["missing"]));
    }

    [Fact]
    public void Usage_follows_links_counts_everything_once_and_ends()
    {
        Directory.CreateDirectory(_folder["d"]);
        Directory.CreateDirectory(_folder["elsewhere/s"]);
        File.WriteAllBytes(_folder["elsewhere/s/full"], Sectors.Bytes(100_000));
        AtomicFile.FlushFile(_folder["elsewhere/s/full"]);
        File.CreateSymbolicLink(_folder["d/s"], _folder["elsewhere/s"]);
        File.CreateSymbolicLink(_folder["d/again"], _folder["elsewhere/s/full"]);
        File.CreateSymbolicLink(_folder["d/back"], _folder["d"]);
        File.CreateSymbolicLink(_folder["d/nowhere"], _folder["missing"]);
        File.CreateSymbolicLink(_folder["d/circle"], _folder["d/circle"]);
        Assert.InRange(_probe.DiskUsage(_folder["d"]), 100_000, 190_000);
        Assert.InRange(_probe.DiskUsage(_folder["d/s"]), 100_000, 190_000);
    }

    [Fact]
    public async Task Space_behind_a_link_is_that_of_its_end()
    {
        string mount = Directory.CreateDirectory(_folder["mount"]).FullName;
        if (!await Mounts.TryMountAsync("-t", "tmpfs", "-o", "size=1m", "tmpfs", mount)) Assert.Skip("a small tmpfs cannot be mounted here");
        try
        {
            File.CreateSymbolicLink(_folder["link"], mount);
            Assert.Equal(_probe.Space(mount), _probe.Space(_folder["link"]));
        }
        finally
        {
            Assert.True(await Mounts.TryUnmountAsync(mount));
        }
    }
}
