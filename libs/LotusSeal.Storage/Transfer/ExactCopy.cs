using System.Security.Cryptography;

namespace LotusSeal.Storage;

/// <summary>Copies a known number of bytes of a stream, as an archive's entry has them, and hashes them on the way.</summary>
internal static class ExactCopy
{
    private const int BufferSize = 1 << 20;

    /// <summary>Copies <paramref name="length"/> bytes and no more; a <paramref name="hash"/>, where one is given, takes them in.</summary>
    /// <returns>False when the source ended before.</returns>
    public static async Task<bool> CopyAsync(Stream source, Stream target, long length, IncrementalHash? hash, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[(int)Math.Clamp(length, 1, BufferSize)];
        for (long left = length; left > 0;)
        {
            int read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            if (read == 0) return false;
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            hash?.AppendData(buffer, 0, read);
            left -= read;
        }

        return true;
    }
}
