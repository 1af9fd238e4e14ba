using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Groth16.Keys;

/// <summary>
/// A file of parameters, read in place. It is not mapped: a mapping counts to the memory of this process, and a file that is cut meanwhile
/// would end it.
/// </summary>
internal sealed class ParametersFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;

    public ParametersFile(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        Length = RandomAccess.GetLength(_handle);
    }

    public long Length { get; }

    /// <summary>Fills a span.</summary>
    /// <exception cref="IOException">It cannot be read, or was cut since it was opened; the message names it.</exception>
    public void Read(long offset, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(_handle, bytes, offset);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"'{_path}' cannot be read from byte {offset} on: {error.Message}", error);
            }

            if (read == 0) throw new IOException($"'{_path}' ends at byte {offset}: it was cut while it was read");
            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <summary>What is wrong with the file, with its name.</summary>
    public FormatException Fault(string reason, Exception? cause = null) => new($"'{_path}': {reason}", cause);

    public void Dispose() => _handle.Dispose();
}
