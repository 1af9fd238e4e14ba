using System.Globalization;
using LotusSeal.Lotus.Api;
using LotusSeal.Worker.Commands.Control;

namespace LotusSeal.Worker.Children;

/// <summary>How a child process is started.</summary>
/// <param name="Name">What it is called, in the log and in errors.</param>
/// <param name="File">Its program.</param>
/// <param name="Arguments">Its command line: everybody on the machine can read it.</param>
/// <param name="Variables">What it sees besides the worker's own variables.</param>
public sealed record ChildProgram(
    string Name, string File, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>A child computes with what it is given and talks to nobody: it gets none of the worker's tokens.</summary>
    internal static readonly IReadOnlyList<string> Secrets =
        [MinerLocator.Variable, MinerLocator.DeprecatedVariable, ApiLocator.WorkerVariable];

    /// <summary>How many processors the runtime of a process counts.</summary>
    private const string ProcessorCount = "DOTNET_PROCESSOR_COUNT";

    /// <summary>The name at the beginning of a sentence.</summary>
    public string Title => string.Concat(Name[..1].ToUpperInvariant(), Name.AsSpan(1));

    /// <summary>This program itself, with a command that serves.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="arguments">The command and its flags.</param>
    public static ChildProgram OfThisProcess(string name, params IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The program does not know where it is.");
        // Started by the host of the framework, the program is its first argument.
        string[] itself = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        return new ChildProgram(name, program, [.. itself, .. arguments], new Dictionary<string, string>
        {
            // It may be started while label chains have cores that it gets back later: it counts what this process had at its start.
            [ProcessorCount] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        });
    }
}
