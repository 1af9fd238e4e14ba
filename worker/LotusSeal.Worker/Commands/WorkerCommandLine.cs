using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Storage;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Commands.GpuCheck;
using LotusSeal.Worker.Commands.Proofs;
using LotusSeal.Worker.Commands.Run;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Commands;

/// <summary>The command line of <c>lotus-seal-worker</c>: 0 is success, 1 a failure with one line on standard error, 2 wrong usage.</summary>
internal static class WorkerCommandLine
{
    /// <summary>Exit code of a failure.</summary>
    public const int Failure = 1;

    /// <summary>Exit code of wrong usage.</summary>
    public const int WrongUsage = 2;

    /// <summary>The program's name and version, as <c>--version</c> and <c>info</c> print it.</summary>
    public static string VersionLine { get; } = "lotus-seal-worker version "
        + (typeof(WorkerCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    /// <summary>Parses and runs.</summary>
    public static async Task<int> RunAsync(string[] args, CommandContext context, CancellationToken cancellationToken)
    {
        ParseResult result = CreateRoot(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (result.Action is ParseErrorAction or null && result.Errors.Count > 0) throw new UsageException(result.Errors[0].Message);
            InvocationConfiguration configuration = new()
            {
                Output = context.Output,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await result.InvokeAsync(configuration, cancellationToken);
        }
        catch (UsageException e)
        {
            await WriteErrorAsync(context, e.Message);
            return WrongUsage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await WriteErrorAsync(context, "interrupted");
            return Failure;
        }
        catch (Exception e) when (IsExpected(e))
        {
            await WriteErrorAsync(context, e.Message);
            return Failure;
        }
    }

    private static RootCommand CreateRoot(CommandContext context)
    {
        RootCommand root = new("A Filecoin sealing worker that speaks the Lotus worker protocol.");
        foreach (VersionOption version in root.Options.OfType<VersionOption>()) version.Action = new PrintVersion(context);
        GlobalFlags globals = new();
        globals.AddTo(root);
        root.Add(RunCommand.Create(context, globals));
        foreach (Command command in ControlCommands.Create(context, globals)) root.Add(command);
        root.Add(ProofsCommand.Create(context));
        root.Add(FetchParametersCommand.Create(context));
        root.Add(GpuCheckCommand.Create(context));
        return root;
    }

    private static bool IsExpected(Exception e) => e is CommandException or ParameterException or SealingException or SealingBackendException
        or StorageException or RpcException or RpcTransportException
        or IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException or OperationCanceledException;

    private static Task WriteErrorAsync(CommandContext context, string message) =>
        context.Error.WriteLineAsync($"error: {message.ReplaceLineEndings(" ")}");

    private sealed class PrintVersion(CommandContext context) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            context.Output.WriteLine(VersionLine);
            return 0;
        }
    }
}
