using LotusSeal.Primitives.Interop;

namespace LotusSeal.Worker.Parameters;

/// <summary>
/// The lock that Lotus programs and this one take while they change the parameter folder: a POSIX record lock over an empty file (protocol
/// spec 1.9).
/// </summary>
/// <remarks>
/// Record locks belong to the process and end when it closes any handle of the file. So they keep out other processes only, and within
/// this one the set of held paths does, before the file is opened.
/// </remarks>
internal sealed class FetchLock : IDisposable
{
    /// <summary>Name of the lock file; it stays empty, for a lock file with content counts as foreign.</summary>
    public const string FileName = "fetch.lock";

    private static readonly HashSet<string> Held = [];

    private readonly string _path;
    private readonly FileStream _file;

    private FetchLock(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Takes the lock of a folder, or returns null when someone else has it.</summary>
    /// <exception cref="IOException">The file cannot be made, or the file system knows no locks.</exception>
    public static FetchLock? TryTake(string folder)
    {
        string path = Path.Join(Path.GetFullPath(folder), FileName);
        lock (Held)
        {
            if (!Held.Add(path)) return null;
            FileStream? file = null;
            try
            {
                file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                if (TryLock(file)) return new FetchLock(path, file);
            }
            catch
            {
                file?.Dispose();
                Held.Remove(path);
                throw;
            }

            file.Dispose();
            Held.Remove(path);
            return null;
        }
    }

    /// <summary>Gives the lock back; the file stays, as Lotus leaves it.</summary>
    public void Dispose()
    {
        lock (Held)
        {
            _file.Dispose();
            Held.Remove(_path);
        }
    }

    private static bool TryLock(FileStream file)
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("Proof parameters are fetched on Linux only.");
        try
        {
            file.Lock(0, 0);
            return true;
        }
        catch (IOException e) when (e.HResult == LibcError.TryAgain.Number)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // POSIX allows EACCES in place of EAGAIN.
            return false;
        }
    }
}
