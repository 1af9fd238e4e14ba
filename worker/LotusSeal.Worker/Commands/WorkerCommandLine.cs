using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Storage;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Commands.GpuCheck;
using LotusSeal.Worker.Commands.Proofs;
using LotusSeal.Worker.Commands.Run;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Commands;

/// <summary>The command line of <c>lotus-seal-worker</c>: 0 is success, 1 a failure with one line on standard error, 2 wrong usage.</summary>
internal static class WorkerCommandLine
{
    /// <summary>The program's name and version, as <c>--version</c> and <c>info</c> print it.</summary>
    public static string VersionLine { get; } = $"lotus-seal-worker version {ProgramCommandLine.VersionOf(typeof(WorkerCommandLine))}";

    /// <summary>Parses and runs.</summary>
    public static async Task<int> RunAsync(string[] args, CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            GlobalFlags globals = new();
            ParseResult result = CreateRoot(context, globals).Parse(args, ProgramCommandLine.Parser);
            // As Lotus does; the prover, a process of its own, sees it too.
            if (!globals.EnableGpuProving(result, context)) Environment.SetEnvironmentVariable(BackendChoice.NoGpuVariable, "true");
            return await ProgramCommandLine.InvokeAsync(result, context.Output, context.Error, cancellationToken);
        }
        catch (UsageException e)
        {
            await WriteErrorAsync(context, e.Message);
            return ProgramCommandLine.WrongUsage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await WriteErrorAsync(context, "interrupted");
            return ProgramCommandLine.Failure;
        }
        catch (Exception e) when (IsExpected(e))
        {
            await WriteErrorAsync(context, e.Message);
            return ProgramCommandLine.Failure;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand CreateRoot(CommandContext context) => CreateRoot(context, new GlobalFlags());

    private static RootCommand CreateRoot(CommandContext context, GlobalFlags globals)
    {
        RootCommand root = new("A Filecoin sealing worker that speaks the Lotus worker protocol.");
        ProgramCommandLine.PrintVersion(root, VersionLine, context.Output);
        globals.AddTo(root);
        root.Add(RunCommand.Create(context, globals));
        foreach (Command command in ControlCommands.Create(context, globals)) root.Add(command);
        root.Add(ProofsCommand.Create(context));
        root.Add(FetchParametersCommand.Create(context, "fetch-params"));
        root.Add(GpuCheckCommand.Create(context));
        return root;
    }

    private static bool IsExpected(Exception e) => e is CommandException or ParameterException or SealingException or SealingBackendException
        or StorageException or RpcException or RpcTransportException
        or IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException or OperationCanceledException;

    private static Task WriteErrorAsync(CommandContext context, string message) =>
        context.Error.WriteLineAsync($"error: {message.ReplaceLineEndings(" ")}");
}
