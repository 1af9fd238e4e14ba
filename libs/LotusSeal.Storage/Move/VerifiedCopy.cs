using System.Security.Cryptography;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>Copies a file, or a folder of files, durably, and reads the copy back before it counts.</summary>
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
        foreach (string file in Directory.EnumerateFiles(source))
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
            }
        }

        (long copied, byte[] copiedHash) = await DigestAsync(copy, cancellationToken);
        if (copied != length || !copiedHash.AsSpan().SequenceEqual(hash.GetHashAndReset()))
            throw new IOException($"the copy {copy} differs from {source} when read back");
    }
}
