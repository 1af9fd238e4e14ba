using System.CommandLine;
using System.Net;
using LotusSeal.Hosting;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Run;

/// <summary><c>run</c>: the daemon.</summary>
internal static class RunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context, GlobalFlags globals)
    {
        RunSettings settings = new();
        TaskFlagSettings tasks = new();
        ApiLocator locator = new(context, globals);
        Command run = new("run", "start the worker");
        settings.AddTo(run);
        tasks.AddTo(run);
        run.SetAction(async (result, cancellationToken) =>
        {
            ProcessPriority priority = settings.Priority.Value(result, context);
            TaskSelection selection = TaskSelection.Select(tasks.Read(result, context));
            WorkerRunOptions options = ReadOptions(context, globals, settings, locator, selection, result);
            priority.Apply();
            return await context.RunWorker(options, cancellationToken);
        });
        return run;
    }

    private static WorkerRunOptions ReadOptions(CommandContext context, GlobalFlags globals, RunSettings settings, ApiLocator locator,
        TaskSelection selection, ParseResult result)
    {
        // They go into the log, which may be JSON: a line beside it would be none.
        List<string> notes = [];
        string listen = ReadListen(context, settings, result, notes);
        return new WorkerRunOptions
        {
            RepositoryPath = globals.WorkerRepository(result, context),
            FindMiner = locator.MinerFinder(result, notes.Add),
            Listen = listen,
            RouteTimeout = settings.Timeout.Value(result, context),
            Tasks = selection.Tasks,
            Name = settings.Name.Value(result, context) ?? Dns.GetHostName(),
            NoLocalStorage = settings.NoLocalStorage.Value(result, context),
            NoSwap = settings.NoSwap.Value(result, context),
            ParallelFetchLimit = settings.ParallelFetchLimit.Value(result, context),
            PostParallelReads = settings.PostParallelReads.Value(result, context),
            PostReadTimeout = settings.PostReadTimeout.Value(result, context),
            HttpServerTimeout = settings.HttpServerTimeout.Value(result, context),
            ExternalPreCommit2 = settings.ExternalPreCommit2.Value(result, context),
            PreCommit2CheckRounds = settings.PreCommit2CheckRounds.Value(result, context),
            ParametersFolder = Path.GetFullPath(context.ExpandPath(settings.Parameters.Value(result, context))),
            ProverIdle = settings.ProverIdle.Value(result, context),
            Threads = settings.Threads.Value(result, context),
            LabelCores = settings.LabelCores.Value(result, context),
            LabelLoops = settings.LabelLoops.Value(result, context),
            GpuPolicy = settings.GpuPolicy.Read(result, context),
            LowMemory = settings.LowMemory.Value(result, context),
            ChecksMemory = settings.CheckMemory.Value(result, context),
            ParentsCache = settings.Reference.ReadParentsCache(result, context),
            RowsToDiscard = settings.Reference.RowsToDiscard.Value(result, context),
            LogFormat = settings.LogFormat.Value(result, context),
            Notes = notes,
        };
    }

    private static string ReadListen(CommandContext context, RunSettings settings, ParseResult result, List<string> notes)
    {
        string? old = settings.Address.Value(result, context);
        if (old is not null) notes.Add("--address is deprecated, use --listen");
        string listen = old ?? settings.Listen.Value(result, context);
        try
        {
            _ = HostPort.Parse(listen);
            return listen;
        }
        catch (FormatException e)
        {
            throw new UsageException($"{(old is null ? "--listen" : "--address")}: {e.Message}", e);
        }
    }
}
