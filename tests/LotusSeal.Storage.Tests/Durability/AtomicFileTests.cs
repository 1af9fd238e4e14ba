namespace LotusSeal.Storage.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_and_no_temporary_stays()
    {
        AtomicFile.WriteAllText(_folder.File("a"), "one");
        AtomicFile.WriteAllText(_folder.File("a"), "two", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("two", File.ReadAllText(_folder.File("a")));
        if (OperatingSystem.IsLinux()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("a")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_failed_replacement_leaves_the_target_and_no_temporary()
    {
        Directory.CreateDirectory(_folder.File("taken/inside"));
        Assert.ThrowsAny<Exception>(() => AtomicFile.WriteAllText(_folder.File("taken"), "x"));
        Assert.True(Directory.Exists(_folder.File("taken/inside")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_missing_folder_cannot_be_synced() => Assert.Throws<IOException>(() => AtomicFile.FlushFolder(_folder.File("missing")));
}
