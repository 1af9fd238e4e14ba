using System.Runtime.InteropServices;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Support;

/// <summary>The cross compiler and QEMU, by which a machine of another processor has programs for 64-bit Arm.</summary>
internal static class Arm64Tools
{
    /// <summary>Skips the test where they are not at hand.</summary>
    public static async Task NeedAsync()
    {
        Assert.SkipWhen(RuntimeInformation.OSArchitecture == Architecture.Arm64, "this machine is of 64-bit Arm itself: its own images are tested");
        CommandResult have = await CommandRun.RunAsync(Path.Combine(Repository.Root, ".ci", "arm64-tools"), ["--have"]);
        Assert.SkipUnless(have.ExitCode == 0, have.Error.Trim());
    }
}
