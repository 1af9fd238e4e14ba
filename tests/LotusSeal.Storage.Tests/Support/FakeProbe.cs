namespace LotusSeal.Storage.Tests;

/// <summary>Real usage, but free space and file-system identity as the test wants them.</summary>
public sealed class FakeProbe : IFileSystemProbe
{
    private readonly FileSystemProbe _real = new();

    /// <summary>Free bytes of every file system.</summary>
    public long Available { get; set; } = 1L << 40;

    /// <summary>Identity of the file system below a folder; all one by default.</summary>
    public Func<string, string> Identity { get; set; } = _ => "one";

    public FileSystemSpace Space(string folder)
    {
        _real.Space(folder);
        return new FileSystemSpace(Identity(folder), 1L << 41, Available);
    }

    public long DiskUsage(string path) => _real.DiskUsage(path);
}
