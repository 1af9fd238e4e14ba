namespace LotusSeal.Storage.Tests;

/// <summary>A folder to which nothing can be renamed from the folder for temporary files: the two are on different mounts.</summary>
public sealed class OtherDisk : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>Makes the folder; skips the test where there is no second file system to write to.</summary>
    public OtherDisk()
    {
        if (!Directory.Exists(Memory)) Assert.Skip($"There is no {Memory} here, and so no second file system.");
        Path = System.IO.Path.Combine(Memory, $"lotusseal-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
