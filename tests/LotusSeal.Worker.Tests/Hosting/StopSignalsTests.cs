using System.Diagnostics;
using System.Globalization;
using LotusSeal.Hosting;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>What a second signal does to a worker whose orderly end does not come.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class StopSignalsTests : IDisposable
{
    private const string Announcement = "a second signal";
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData(Signal.Terminate)]
    [InlineData(Signal.Interrupt)]
    public async Task The_first_signal_says_what_a_second_does_and_the_second_ends_run_at_once(int signal)
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        // What a shell runs in its background, these tests perhaps, has SIGINT ignored, and so have its children: then it ends nothing.
        Process child = Started(DaemonChild.StartHung(miner.Url, _folder["repo"], ["env", "--default-signal=INT,TERM"]));
        await AnnouncedAsync(child, () => Signal.Send(child, Signal.Terminate));
        await Patience.UntilAsync("the second signal ends it", () =>
        {
            Signal.TrySend(child, signal);
            return child.HasExited;
        });
        Assert.Equal(128 + signal, child.ExitCode);
    }

    [Fact]
    public async Task The_first_process_of_a_container_ends_too()
    {
        await using FakeMiner miner = await FakeMiner.StartAsync();
        Process child = Started(DaemonChild.StartHung(miner.Url, _folder["repo"], ["unshare", "--user", "--map-root-user", "--pid", "--fork"]));
        if (await FirstOfItsOwnAsync(child) is not { } inside)
        {
            Assert.Skip("a process cannot have processes of its own here (unshare --pid)");
            return;
        }

        await AnnouncedAsync(child, () => Signal.Send(inside, Signal.Terminate));
        await Patience.UntilAsync("the second signal ends it", () =>
        {
            Signal.TrySend(inside, Signal.Terminate);
            return child.HasExited;
        });
        Assert.Equal(128 + Signal.Terminate, child.ExitCode);
    }

    [Fact]
    public void A_signal_that_a_parent_sends_twice_counts_once()
    {
        FakeTimeProvider time = new();
        using StopSignals signals = new(time);
        Assert.False(signals.IsFinal());
        time.Advance(StopSignals.Echo / 2);
        Assert.False(signals.IsFinal());
        time.Advance(StopSignals.Echo / 2);
        Assert.True(signals.IsFinal());
    }

    private Process Started(Process process)
    {
        _started.Add(process);
        return process;
    }

    private static async Task AnnouncedAsync(Process child, Action signal)
    {
        await SaidAsync(child, DaemonChild.Hangs);
        signal();
        await SaidAsync(child, Announcement);
    }

    private static async Task SaidAsync(Process child, string text)
    {
        while (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return;
        }

        Assert.Fail($"The worker ended before it said '{text}'.");
    }

    /// <summary>The process that a launcher has started, seen from here; null when the launcher could not.</summary>
    private static async Task<Process?> FirstOfItsOwnAsync(Process launcher)
    {
        string? id = null;
        string list = $"/proc/{launcher.Id}/task/{launcher.Id}/children";
        await Patience.UntilAsync("the process is there or the launcher has ended", () =>
            launcher.HasExited || (id = File.ReadAllText(list).Trim()).Length > 0);
        return launcher.HasExited ? null : Process.GetProcessById(int.Parse(id!, CultureInfo.InvariantCulture));
    }
}
