using LotusSeal.Primitives.Durability;

namespace LotusSeal.Sealing.Tests.Durability;

public sealed class FileTargetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Links_are_followed_to_the_file()
    {
        File.WriteAllBytes(_folder["file"], new byte[1000]);
        File.CreateSymbolicLink(_folder["link"], _folder["file"]);
        File.CreateSymbolicLink(_folder["second"], "link");
        foreach (string name in (string[])["file", "link", "second"])
            Assert.Equal((_folder["file"], 1000L), (FileTarget.Of(_folder[name]).FullName, FileTarget.Of(_folder[name]).Length));
    }

    [Fact]
    public void What_leads_nowhere_is_not_there()
    {
        File.CreateSymbolicLink(_folder["link"], _folder["gone"]);
        Assert.False(FileTarget.Of(_folder["link"]).Exists);
        Assert.False(FileTarget.Of(_folder["gone"]).Exists);
    }

    [Fact]
    public void A_circle_is_told()
    {
        File.CreateSymbolicLink(_folder["one"], _folder["other"]);
        File.CreateSymbolicLink(_folder["other"], _folder["one"]);
        Assert.ThrowsAny<IOException>(() => FileTarget.Of(_folder["one"]));
    }
}
