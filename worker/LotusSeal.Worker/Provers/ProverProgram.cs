using System.Globalization;
using LotusSeal.Lotus.Api;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Provers;

/// <summary>How a prover is started.</summary>
/// <param name="File">Its program.</param>
/// <param name="Arguments">Its command line: everybody on the machine can read it.</param>
/// <param name="Variables">What it sees besides the worker's own variables.</param>
public sealed record ProverProgram(string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>A prover makes proofs from what it is given and talks to nobody: it gets none of the worker's tokens.</summary>
    internal static readonly IReadOnlyList<string> Secrets =
        [MinerLocator.Variable, MinerLocator.DeprecatedVariable, ApiLocator.WorkerVariable];

    /// <summary>Name of the hidden command below <c>proofs</c>, and of its flags.</summary>
    internal const string ServeName = "serve", ParametersFlag = "--params", ThreadsFlag = "--threads";

    /// <summary>The same without GPUs.</summary>
    public ProverProgram WithoutGpus() =>
        this with { Variables = new Dictionary<string, string>(Variables) { [BackendChoice.NoGpuVariable] = "true" } };

    /// <summary>This program itself, with the command that serves.</summary>
    /// <param name="parameters">Folder of the parameters.</param>
    /// <param name="threads">Threads; 0 for one per core.</param>
    public static ProverProgram OfThisProcess(string parameters, int threads)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know where it is.");
        // Started by the host of the framework, the program is its first argument.
        string[] itself = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        string[] arguments = ["proofs", ServeName, ParametersFlag, parameters, ThreadsFlag, threads.ToString(CultureInfo.InvariantCulture)];
        return new ProverProgram(program, [.. itself, .. arguments], new Dictionary<string, string>());
    }
}
