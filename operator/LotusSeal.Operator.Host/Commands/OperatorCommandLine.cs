using System.CommandLine;
using k8s.Exceptions;
using LotusSeal.Hosting;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.Operator.Host.Commands;

/// <summary>The command line of <c>lotus-seal-operator</c>: 0 is success, 1 a failure with one line on standard error, 2 wrong usage.</summary>
internal static class OperatorCommandLine
{
    /// <summary>The version of this build.</summary>
    public static string Version { get; } = ProgramCommandLine.VersionOf(typeof(OperatorCommandLine));

    /// <summary>Parses and runs.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            return await ProgramCommandLine.InvokeAsync(CreateRoot(output).Parse(args, ProgramCommandLine.Parser), output, error, cancellationToken);
        }
        catch (UsageException wrong)
        {
            await WriteAsync(error, wrong.Message);
            return ProgramCommandLine.WrongUsage;
        }
        catch (Exception failure) when (failure is UnmetExpectationException or KubeConfigException or KubernetesApiException
            or HttpRequestException or IOException or UnauthorizedAccessException or TimeoutException or ArgumentException)
        {
            await WriteAsync(error, failure.Message);
            return ProgramCommandLine.Failure;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand CreateRoot(TextWriter output)
    {
        RootCommand root = new("Runs pools of sealing workers on Kubernetes.")
        {
            OperatorRunCommand.Create(), OperatorPoolsCommand.Create(output), OperatorPublishTokenCommand.Create(),
        };
        ProgramCommandLine.PrintVersion(root, $"lotus-seal-operator version {Version}", output);
        return root;
    }

    private static Task WriteAsync(TextWriter error, string message) => error.WriteLineAsync($"error: {message.ReplaceLineEndings(" ")}");
}
