using System.Diagnostics;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Support;

/// <summary>
/// The kernel runs programs for 64-bit Arm by QEMU, those in containers too. That holds for the whole machine, so it ends with this process, however
/// that ends, and one that the machine has already is left as it is.
/// </summary>
internal sealed class ArmEmulation : IAsyncDisposable
{
    // As in NodeCluster: its input ends with this process. A line that does not begin with `/` is why it cannot be. With flag F the kernel opens QEMU
    // once, here, and a container needs no file of it. Magic and mask are of the beginning of a program for that processor: 0xb7 is its number.
    private const string Keeper = """
        refuse() { echo "$1"; exit 1; }
        registry=/proc/sys/fs/binfmt_misc
        name=$registry/lotusseal-aarch64
        [ -d $registry ] || refuse "the kernel runs no programs of other processors (it lacks binfmt_misc)"
        exec 9>"$LOCK"
        flock 9
        [ -e $registry/register ] || mount -t binfmt_misc none $registry || refuse "binfmt_misc cannot be mounted"
        # One of a machine that went down while it held.
        [ ! -e $name ] || echo -1 >$name
        other=$(grep -ls '^magic .\{36\}b700' $registry/*)
        if [ -n "$other" ]; then
          grep -q '^enabled' $other && grep -q '^flags:.*F' $other || refuse "$other has no flag F: containers do not see its interpreter"
          echo $other
          exit 0
        fi
        magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
        mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
        printf %s ":${name##*/}:M::$magic:$mask:$EMULATOR:F" >$registry/register || refuse "$EMULATOR cannot be registered"
        trap '' PIPE
        echo $name
        cat >/dev/null
        echo -1 >$name
        """;

    private readonly Process _keeper;

    private ArmEmulation(Process keeper) => _keeper = keeper;

    /// <summary>Begins it; skips the test where that is not possible.</summary>
    public static async Task<ArmEmulation> StartOrSkipAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may have the kernel run programs of another processor");
        CommandResult emulator = await CommandRun.RunAsync(Path.Combine(Repository.Root, ".ci", "arm64-emulator"), []);
        Assert.SkipUnless(emulator.ExitCode == 0, emulator.Error.Trim());
        ProcessStartInfo start = new("setsid", ["/bin/bash", "-c", Keeper]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["EMULATOR"] = emulator.Output.Trim();
        start.Environment["LOCK"] = Path.Combine(Path.GetTempPath(), "lotusseal-aarch64.lock");
        ArmEmulation emulation = new(Process.Start(start)!);
        string answer = await emulation._keeper.StandardOutput.ReadLineAsync() ?? "the emulation of 64-bit Arm did not begin";
        if (answer.StartsWith('/')) return emulation;
        await emulation.DisposeAsync();
        Assert.Skip(answer);
        return emulation;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync().WaitAsync(Patience.Limit);
        _keeper.Dispose();
    }
}
