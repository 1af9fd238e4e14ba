using System.Security.Cryptography;
using LotusSeal.Primitives.Durability;
using LotusSeal.Primitives.Interop;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Storage;

/// <summary>Copies a file, or a folder of files, durably, and reads the copy back from the disk before it counts.</summary>
/// <remarks>
/// A copy that was just written is in the page cache, and reading it there says nothing of the disk. So the file's pages are dropped between the sync
/// and the reading. Reading around the cache (<c>O_DIRECT</c>) would say the same, but network, user-space and memory file systems refuse it, and
/// some that take it read from the cache all the same. A page that is still being written would not be dropped; after the sync there is none. Over
/// NFS the copy is read from the server; what a disk keeps in its own memory was flushed with the sync.
/// </remarks>
internal static class VerifiedCopy
{
    private const int BufferSize = 1 << 20;

    /// <summary>Copies to a place that must hold nothing of value; on any failure the copy is removed.</summary>
    /// <exception cref="IOException">Full or failing disk, or the copy differs from the source.</exception>
    public static async Task CopyAsync(string source, string copy, CancellationToken cancellationToken)
    {
        SectorFolder.Delete(copy);
        try
        {
            if (Directory.Exists(source)) await CopyFolderAsync(source, copy, cancellationToken);
            else await CopyFileAsync(source, copy, cancellationToken);
            AtomicFile.FlushFolder(Path.GetDirectoryName(copy)!);
        }
        catch
        {
            SectorFolder.Delete(copy);
            throw;
        }
    }

    /// <summary>Length and SHA-256 of a file.</summary>
    public static async Task<(long Length, byte[] Hash)> DigestAsync(string file, CancellationToken cancellationToken)
    {
        FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream)
        {
            byte[] hash = await SHA256.HashDataAsync(stream, cancellationToken);
            return (stream.Position, hash);
        }
    }

    private static async Task CopyFolderAsync(string source, string copy, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(copy);
        // Whoever wrote these is gone, or the folder would not be moved.
        foreach (string file in Directory.EnumerateFiles(source).Where(file => !SectorFolder.IsOwn(Path.GetFileName(file))))
            await CopyFileAsync(file, Path.Combine(copy, Path.GetFileName(file)), cancellationToken);
        foreach (string folder in Directory.EnumerateDirectories(source))
            await CopyFolderAsync(folder, Path.Combine(copy, Path.GetFileName(folder)), cancellationToken);
        AtomicFile.FlushFolder(copy);
    }

    private static async Task CopyFileAsync(string source, string copy, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        FileStream from = new(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
            FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (from)
        {
            FileStream to = new(copy, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await using (to)
            {
                byte[] buffer = new byte[BufferSize];
                for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0; length += read)
                {
                    hash.AppendData(buffer, 0, read);
                    // Holes stay holes: an unsealed file is mostly empty.
                    if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                        await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    else to.Seek(read, SeekOrigin.Current);
                }

                to.SetLength(length);
                to.Flush(flushToDisk: true);
                DropFromMemory(to.SafeFileHandle);
            }
        }

        (long copied, byte[] copiedHash) = await DigestAsync(copy, cancellationToken);
        if (copied != length || !copiedHash.AsSpan().SequenceEqual(hash.GetHashAndReset()))
            throw new IOException($"the copy {copy} differs from {source} when read back");
    }

    /// <summary>Makes the next read of a synced file ask the disk.</summary>
    internal static void DropFromMemory(SafeFileHandle file)
    {
        // A file system that keeps its pages, as one in memory does, has no disk to read from.
        if (OperatingSystem.IsLinux()) Libc.TryDropCache(file);
    }
}
