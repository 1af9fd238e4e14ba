using System.ComponentModel;
using System.Diagnostics;

namespace LotusSeal.Testing;

/// <summary>Small and read-only file systems, where the tests run with the right to mount.</summary>
public static class Mounts
{
    public static Task<bool> TryMountAsync(params string[] arguments) => RunAsync("mount", arguments);

    public static Task<bool> TryUnmountAsync(string path) => RunAsync("umount", [path]);

    private static async Task<bool> RunAsync(string program, string[] arguments)
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
