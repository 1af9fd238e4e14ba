using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.Hosting;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A worker in a process of its own, to be killed or signalled: this test executable, told so by a variable.</summary>
internal static class DaemonChild
{
    private const string Role = "daemon", HungRole = "hung-daemon", AllTasks = "all";

    /// <summary>Starts it; the miner's <see cref="FakeMiner.Connected"/> tells when it is up.</summary>
    /// <param name="miner">Where its miner is.</param>
    /// <param name="repository">Its repository.</param>
    /// <param name="openFiles">See <see cref="ChildProcess.Start"/>.</param>
    /// <param name="variables">See <see cref="ChildProcess.Start"/>.</param>
    /// <param name="task">Its only task, or null for all that seal.</param>
    public static Process Start(Uri miner, string repository, int? openFiles = null, IReadOnlyDictionary<string, string>? variables = null,
        string? task = null)
    {
        Process process = ChildProcess.Start(Role, $"{miner} {task ?? AllTasks} {repository}", openFiles, variables);
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>The line with which a hung one says that it hangs.</summary>
    public const string Hangs = "hangs";

    /// <summary>Starts one that hangs once it is registered, and says so: a signal to stop is taken, and the stop never comes to its end.</summary>
    /// <param name="miner">Where its miner is.</param>
    /// <param name="repository">Its repository.</param>
    /// <param name="launcher">See <see cref="ChildProcess.Start"/>.</param>
    public static Process StartHung(Uri miner, string repository, string[]? launcher = null) =>
        ChildProcess.Start(HungRole, $"{miner} {AllTasks} {repository}", launcher: launcher);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests()
    {
        ChildProcess.PlayIfStartedAs(Role, Run);
        ChildProcess.PlayIfStartedAs(HungRole, RunHung);
    }

    private static int Run(string argument)
    {
        using StopSignals signals = new();
        // The worker's own assembly does not wait for the module initializer that this runs in.
        return WorkerHost.RunAsync(Options(argument), signals.Token).GetAwaiter().GetResult();
    }

    private static int RunHung(string argument)
    {
        using StopSignals signals = new();
        using ILoggerFactory loggers = ProcessLog.Create(_ => null);
        return WorkerHost.RunAsync(Options(argument), RunningWorker.Quick, loggers, _ => null, Hang, signals.Token).GetAwaiter().GetResult();
    }

    private static void Hang(WorkerDaemon daemon)
    {
        Console.WriteLine(Hangs);
        Thread.Sleep(Timeout.Infinite);
    }

    private static WorkerRunOptions Options(string argument)
    {
        string[] words = argument.Split(' ', 3);
        WorkerRunOptions options = RunningWorker.Options(new FakeMiner(), words[2]) with
        {
            FindMiner = RunningWorker.At(new Uri(words[0])),
            Prover = ProverChild.Program(),
        };
        return words[1] == AllTasks ? options : options with { Tasks = new HashSet<string> { words[1] } };
    }
}
