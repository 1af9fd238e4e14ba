using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Files;

/// <summary>Positioned writes into a file. Thread-safe.</summary>
/// <param name="file">Open for writing; not closed here.</param>
/// <param name="name">What errors call it.</param>
/// <param name="leavesMemory">Nobody reads it soon: what of it is on disk leaves the memory, while it is written and at last.</param>
internal sealed class FileOutput(SafeFileHandle file, string name, bool leavesMemory)
{
    /// <summary>Bytes after which those before are let go of.</summary>
    private const long DroppedAtATime = 64 << 20;

    private long _written;

    /// <summary>Writes bytes at a place.</summary>
    /// <exception cref="IOException">The disk is full, or refuses; the message names the file.</exception>
    public void Write(ReadOnlySpan<byte> content, long offset)
    {
        try
        {
            RandomAccess.Write(file, content, offset);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // What the framework makes of a file that would be too long (EFBIG); it does not say which.
            throw new IOException($"{name} would be longer than the file system or the limit of this process (ulimit -f) lets it be.", error);
        }
        if (!leavesMemory) return;
        long written = Interlocked.Add(ref _written, content.Length);
        if (written / DroppedAtATime > (written - content.Length) / DroppedAtATime) PageCache.Drop(file);
    }

    /// <summary>Makes it durable.</summary>
    public void Sync()
    {
        RandomAccess.FlushToDisk(file);
        if (leavesMemory) PageCache.Drop(file);
    }
}
