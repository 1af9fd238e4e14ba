using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Plugin.Commands;
using LotusSeal.Operator.Plugin.Output;

namespace LotusSeal.Operator.Plugin;

/// <summary>
/// The command line of <c>kubectl seal</c>: 0 is success, 1 a failure with one line on standard error, 2 wrong usage, 130 an interruption.
/// </summary>
internal static class PluginCommandLine
{
    private const int Failure = 1, WrongUsage = 2, Interrupted = 130;

    private static string VersionLine { get; } = "kubectl-seal version "
        + (typeof(PluginCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    /// <summary>Parses and runs.</summary>
    public static async Task<int> RunAsync(string[] args, PluginContext context, CancellationToken cancellationToken)
    {
        RootCommand root = CreateRoot(context);
        ParserConfiguration parser = new() { ResponseFileTokenReplacer = null };
        if (args is [Completion.CommandName, .. string[] words]) return Completion.Write(root.Parse(words, parser), words, context.Output);
        ParseResult result = root.Parse(args, parser);
        try
        {
            if (result.Action is ParseErrorAction or null && result.Errors.Count > 0) throw new PluginUsageException(result.Errors[0].Message);
            InvocationConfiguration configuration = new()
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await result.InvokeAsync(configuration, cancellationToken);
        }
        catch (PluginUsageException e)
        {
            await WriteErrorAsync(context, $"{e.Message} (kubectl seal --help)");
            return WrongUsage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is PluginException or IOException or UnauthorizedAccessException)
        {
            await WriteErrorAsync(context, e.Message);
            return Failure;
        }
    }

    private static RootCommand CreateRoot(PluginContext context)
    {
        RootCommand root = new("Looks at pools of sealing workers, says why one gets no work, and drains them with care.");
        foreach (VersionOption version in root.Options.OfType<VersionOption>()) version.Action = new PrintVersion(context);
        ClusterFlags flags = new(context);
        flags.AddTo(root);
        root.Add(StatusCommand.Create(context, flags));
        root.Add(WhyCommand.Create(context, flags));
        root.Add(DrainCommand.Create(context, flags));
        root.Add(ForceCommand.Create(context, flags));
        foreach (Command command in SwitchCommands.Create(context, flags)) root.Add(command);
        root.Add(ReleaseCommand.Create(context, flags));
        root.Add(ConfirmMinerCommand.Create(context, flags));
        return root;
    }

    private static Task WriteErrorAsync(PluginContext context, string message) =>
        context.Error.WriteLineAsync($"error: {PlainText.Line(message)}");

    private sealed class PrintVersion(PluginContext context) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            context.Output.WriteLine(VersionLine);
            return 0;
        }
    }
}
