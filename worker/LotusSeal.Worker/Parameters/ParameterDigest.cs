using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Worker.Parameters;

/// <summary>The digest by which parameter files are known: 16 bytes of BLAKE2b-512, lower-case hexadecimal.</summary>
internal static class ParameterDigest
{
    private const int BufferSize = 1 << 20, KeptBytes = 16;

    /// <summary>Digest of a file, or null when it is not there.</summary>
    public static async Task<string?> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        await using (file)
        {
            Blake2bStream hash = new();
            byte[] buffer = new byte[BufferSize];
            for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0;) hash.Append(buffer.AsSpan(0, read));
            return Convert.ToHexStringLower(hash.Finish().AsSpan(0, KeptBytes));
        }
    }
}
