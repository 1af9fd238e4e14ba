using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace LotusSeal.Hosting;

/// <summary>What the command lines of our programs have in common: how they are parsed and run, and how they tell their version.</summary>
public static class ProgramCommandLine
{
    /// <summary>Exit code of a failure.</summary>
    public const int Failure = 1;

    /// <summary>Exit code of wrong usage.</summary>
    public const int WrongUsage = 2;

    /// <summary>An argument that begins with <c>@</c> is what it says, and no file with more arguments.</summary>
    public static ParserConfiguration Parser { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>The version of a program's build.</summary>
    /// <param name="program">A type of the program.</param>
    public static string VersionOf(Type program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
    }

    /// <summary>Has <c>--version</c> print a line.</summary>
    public static void PrintVersion(RootCommand root, string line, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(root);
        foreach (VersionOption version in root.Options.OfType<VersionOption>()) version.Action = new VersionPrinter(line, output);
    }

    /// <summary>Runs what was parsed. What it throws is the program's to tell: nothing is printed about it here.</summary>
    /// <returns>The exit code of the command.</returns>
    /// <exception cref="UsageException">What was parsed is wrong.</exception>
    public static Task<int> InvokeAsync(ParseResult result, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Action is ParseErrorAction or null && result.Errors.Count > 0) throw new UsageException(result.Errors[0].Message);
        InvocationConfiguration configuration = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return result.InvokeAsync(configuration, cancellationToken);
    }

    private sealed class VersionPrinter(string line, TextWriter output) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            output.WriteLine(line);
            return 0;
        }
    }
}
