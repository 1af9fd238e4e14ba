using LotusSeal.Primitives.Durability;

namespace LotusSeal.Sealing.Tests.Durability;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_and_no_temporary_stays()
    {
        AtomicFile.WriteAllText(_folder["a"], "one");
        AtomicFile.WriteAllText(_folder["a"], "two", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("two", File.ReadAllText(_folder["a"]));
        if (OperatingSystem.IsLinux()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["a"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_failed_replacement_leaves_the_target_and_no_temporary()
    {
        Directory.CreateDirectory(_folder["taken/inside"]);
        Assert.ThrowsAny<Exception>(() => AtomicFile.WriteAllText(_folder["taken"], "x"));
        Assert.True(Directory.Exists(_folder["taken/inside"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_writer_that_fails_leaves_the_old_content_and_no_temporary()
    {
        await AtomicFile.WriteAsync(_folder["a"], "old"u8.ToArray(), CancellationToken.None);
        await Assert.ThrowsAsync<InvalidDataException>(() => AtomicFile.WriteAsync(_folder["a"], async stream =>
        {
            await stream.WriteAsync("new"u8.ToArray());
            throw new InvalidDataException();
        }));
        Assert.Equal("old", File.ReadAllText(_folder["a"]));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_missing_folder_cannot_be_synced() => Assert.Throws<IOException>(() => AtomicFile.FlushFolder(_folder["missing"]));
}
