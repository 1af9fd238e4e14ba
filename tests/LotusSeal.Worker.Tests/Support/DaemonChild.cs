using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A worker in a process of its own, to be killed or signalled: this test executable, told so by a variable.</summary>
internal static class DaemonChild
{
    private const string Role = "daemon";

    /// <summary>Starts it; the miner's <see cref="FakeMiner.Connected"/> tells when it is up.</summary>
    public static Process Start(Uri miner, string repository, int? openFiles = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        Process process = ChildProcess.Start(Role, $"{miner} {repository}", openFiles, variables);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, Run);

    private static int Run(string argument)
    {
        string[] words = argument.Split(' ', 2);
        WorkerRunOptions options = RunningWorker.Options(new FakeMiner(), words[1]) with { FindMiner = RunningWorker.At(new Uri(words[0])) };
        // The worker's own assembly does not wait for the module initializer that this runs in.
        return WorkerHost.RunAsync(options, CancellationToken.None).GetAwaiter().GetResult();
    }
}
