using LotusSeal.Sealing.Files;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Cache;

/// <summary>
/// A sealed file that is overwritten where it lies, by a replica or by the data: no second file of a sector's size is needed. While it holds neither,
/// tree-d beside it has an <see cref="OverwriteMark"/>, and no process of this program can open it.
/// </summary>
internal sealed class OverwrittenFile : IReplicaFile
{
    private readonly SafeFileHandle _file;
    private readonly OverwriteMark _mark;
    private readonly FileOutput _output;

    private OverwrittenFile(string path, SafeFileHandle file, OverwriteMark mark, bool leavesMemory)
    {
        (Path, _file, _mark) = (path, file, mark);
        _output = new FileOutput(file, path, leavesMemory);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>Opens a sealed file to overwrite it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">The sector's shape.</param>
    /// <param name="cacheDirectory">The cache that belongs to it.</param>
    /// <param name="leavesMemory">Nobody reads it soon.</param>
    /// <returns>
    /// Null where that might hurt: p_aux is there, so it may be a replica that somebody relies on, and a step that fails half-way would cost it; it
    /// has another name, is behind a link, cannot be written, has another length, or is open elsewhere; tree-d cannot take the mark.
    /// </returns>
    public static OverwrittenFile? TryOpen(string path, PoRepConfig config, string cacheDirectory, bool leavesMemory)
    {
        if (File.Exists(System.IO.Path.Combine(cacheDirectory, SectorFileNames.PersistentAux))) return null;
        SafeFileHandle? file = SoleFile.TryOpen(path, FileShare.None);
        if (file is null) return null;
        bool hasLength = (ulong)RandomAccess.GetLength(file) == config.SectorSize;
        if (hasLength && OverwriteMark.TryOpen(cacheDirectory, config) is { } mark) return new OverwrittenFile(path, file, mark, leavesMemory);
        file.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> content, long offset)
    {
        _mark.Set();
        _output.Write(content, offset);
    }

    /// <inheritdoc/>
    /// <exception cref="SealingException">Another file has its name now.</exception>
    public void Settle()
    {
        _output.Sync();
        if (!SoleFile.IsNamed(Path, _file)) throw new SealingException($"{Path} was replaced while it was written.");
    }

    /// <inheritdoc/>
    public void Commit() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _mark.Dispose();
        _file.Dispose();
    }
}
