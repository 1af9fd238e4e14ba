using System.Runtime.InteropServices;
using System.Text;

namespace LotusSeal.Worker.Gpus;

/// <summary>Whether there is a driver at all, found out without loading it: a library runs code when it is loaded.</summary>
internal static class DriverLibrary
{
    /// <summary>The driver's library.</summary>
    public const string Name = "libcuda.so.1";

    private const string LoaderCache = "/etc/ld.so.cache", SearchVariable = "LD_LIBRARY_PATH";

    /// <summary>Looks where the system's loader looks; elsewhere than on Linux the driver is asked.</summary>
    public static bool IsInstalled => !OperatingSystem.IsLinux()
        || IsIn(Name, Environment.GetEnvironmentVariable(SearchVariable) ?? "", LoaderCache)
        || Folders().Any(folder => File.Exists(Path.Join(folder, Name)));

    /// <summary>Whether a library is in a folder of the variable, or known to the loader's cache.</summary>
    /// <param name="name">The library.</param>
    /// <param name="folders">Folders, with colons between them.</param>
    /// <param name="cache">The file of the cache, which has names that end with a zero byte.</param>
    internal static bool IsIn(string name, string folders, string cache)
    {
        if (folders.Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Join(folder, name)))) return true;
        try
        {
            return File.ReadAllBytes(cache).AsSpan().IndexOf(Encoding.UTF8.GetBytes($"/{name}\0")) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Systems without such a cache have the folders below.
            return false;
        }
    }

    /// <summary>What every loader looks through, and where the framework looks first.</summary>
    private static IEnumerable<string> Folders()
    {
        string triplet = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        return [AppContext.BaseDirectory, "/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib", $"/lib/{triplet}", $"/usr/lib/{triplet}"];
    }
}
