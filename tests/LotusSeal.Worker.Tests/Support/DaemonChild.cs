using System.Diagnostics;
using System.Runtime.CompilerServices;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A worker in a process of its own, to be killed or signalled: this test executable, told so by a variable.</summary>
internal static class DaemonChild
{
    private const string Variable = "LOTUSSEAL_TEST_DAEMON_CHILD";

    /// <summary>Starts it; the miner's <see cref="FakeMiner.Connected"/> tells when it is up.</summary>
    public static Process Start(Uri miner, string repository)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[Variable] = $"{miner} {repository}";
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ') is not [string miner, string repository]) return;
        WorkerRunOptions options = RunningWorker.Options(new FakeMiner(), repository) with { MinerUrl = new Uri(miner) };
        // Never returns: the tests must not run in the child. The worker's own assembly does not wait for this initializer.
        Environment.Exit(WorkerHost.RunAsync(options, CancellationToken.None).GetAwaiter().GetResult());
    }
}
