namespace LotusSeal.Storage;

/// <summary>Asks the operating system about space; replaced in tests that need a full disk.</summary>
public interface IFileSystemProbe
{
    /// <summary>Space of the file system below a folder.</summary>
    /// <exception cref="IOException">The folder is not there.</exception>
    FileSystemSpace Space(string folder);

    /// <summary>
    /// Bytes that a file, or a folder with all it holds, takes on disk. Links are followed, whatever has several names counts once, holes count
    /// nothing, a missing entry is 0.
    /// </summary>
    long DiskUsage(string path);
}

/// <summary>Space of the file system that holds a folder, bytes.</summary>
/// <param name="Identity">Equal for folders on the same file system.</param>
/// <param name="Capacity">Size of the file system.</param>
/// <param name="Available">Free for this user.</param>
public readonly record struct FileSystemSpace(string Identity, long Capacity, long Available);
