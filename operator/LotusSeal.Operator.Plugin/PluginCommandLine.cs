using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Plugin.Commands;
using LotusSeal.Operator.Plugin.Output;

namespace LotusSeal.Operator.Plugin;

/// <summary>
/// The command line of <c>kubectl seal</c>: 0 is success, 1 a failure with one line on standard error, 2 wrong usage, 130 an interruption.
/// </summary>
internal static class PluginCommandLine
{
    private const int Interrupted = 130;

    /// <summary>Parses and runs.</summary>
    public static async Task<int> RunAsync(string[] args, PluginContext context, CancellationToken cancellationToken)
    {
        RootCommand root = CreateRoot(context);
        if (args is [Completion.CommandName, .. string[] words])
            return Completion.Write(root.Parse(words, ProgramCommandLine.Parser), words, context.Output);
        try
        {
            ParseResult result = root.Parse(args, ProgramCommandLine.Parser);
            return await ProgramCommandLine.InvokeAsync(result, context.Output, context.Error, cancellationToken);
        }
        catch (UsageException e)
        {
            await WriteErrorAsync(context, $"{e.Message} (kubectl seal --help)");
            return ProgramCommandLine.WrongUsage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is PluginException or IOException or UnauthorizedAccessException)
        {
            await WriteErrorAsync(context, e.Message);
            return ProgramCommandLine.Failure;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand CreateRoot(PluginContext context)
    {
        RootCommand root = new("Looks at pools of sealing workers, says why one gets no work, and drains them with care.");
        ProgramCommandLine.PrintVersion(root, $"kubectl-seal version {ProgramCommandLine.VersionOf(typeof(PluginCommandLine))}", context.Output);
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
}
