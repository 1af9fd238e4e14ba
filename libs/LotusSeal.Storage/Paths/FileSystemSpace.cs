namespace LotusSeal.Storage;

/// <summary>Space of the file system that holds a folder, bytes.</summary>
/// <param name="Identity">Equal for folders on the same file system.</param>
/// <param name="Capacity">Size of the file system.</param>
/// <param name="Available">Free for this user.</param>
public readonly record struct FileSystemSpace(string Identity, long Capacity, long Available);
