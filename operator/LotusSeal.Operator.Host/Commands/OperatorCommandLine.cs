using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using k8s.Exceptions;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.Operator.Host.Commands;

/// <summary>The command line of <c>lotus-seal-operator</c>: 0 is success, 1 a failure with one line on standard error, 2 wrong usage.</summary>
internal static class OperatorCommandLine
{
    private const int Failure = 1, WrongUsage = 2;

    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(OperatorCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Parses and runs.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        RootCommand root = new("Runs pools of sealing workers on Kubernetes.") { OperatorRunCommand.Create() };
        foreach (VersionOption version in root.Options.OfType<VersionOption>()) version.Action = new PrintVersion(output);
        ParseResult result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (result.Action is ParseErrorAction or null && result.Errors.Count > 0) throw new OperatorUsageException(result.Errors[0].Message);
            InvocationConfiguration configuration =
                new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await result.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperatorUsageException wrong)
        {
            await WriteAsync(error, wrong.Message);
            return WrongUsage;
        }
        catch (Exception failure) when (failure is KubeConfigException or KubernetesApiException or HttpRequestException or IOException
            or UnauthorizedAccessException or TimeoutException or ArgumentException)
        {
            await WriteAsync(error, failure.Message);
            return Failure;
        }
    }

    private static Task WriteAsync(TextWriter error, string message) => error.WriteLineAsync($"error: {message.ReplaceLineEndings(" ")}");

    private sealed class PrintVersion(TextWriter output) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            output.WriteLine($"lotus-seal-operator version {Version}");
            return 0;
        }
    }
}
