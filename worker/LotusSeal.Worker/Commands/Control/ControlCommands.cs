using System.CommandLine;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>Commands that talk to a running worker (protocol spec 1.4).</summary>
internal static class ControlCommands
{
    private const string Deprecated = "DEPRECATED: This command will be removed in the future";

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(CommandContext context, GlobalFlags globals)
    {
        ApiLocator locator = new(context, globals);
        yield return StopCommands.Stop(context, locator);
        yield return StopCommands.Drain(context, locator);
        yield return Info(context, locator);
        yield return StorageCommands.Create(context, locator);
        yield return TaskCommands.Create(context, locator);
        yield return ResourcesCommand.Create(context);
        yield return WorkersCommand.Create(context, locator);
        yield return JobsCommand.Create(context, locator);
        yield return Set(context, locator);
        Command waitQuiet = Simple("wait-quiet", "wait until no task runs", async (worker, cancellationToken) =>
        {
            await context.Output.WriteLineAsync(Deprecated);
            await worker.WaitQuietAsync(cancellationToken);
        });
        waitQuiet.Hidden = true;
        yield return waitQuiet;

        Command Simple(string name, string description, Func<IWorkerApi, CancellationToken, Task> action)
        {
            Command command = new(name, description);
            command.SetAction((result, cancellationToken) => RunAsync(context, locator.Worker(result), action, cancellationToken));
            return command;
        }
    }

    /// <summary>Calls a worker and closes the connection.</summary>
    public static Task<int> RunAsync(CommandContext context, ApiInfo worker, Func<IWorkerApi, CancellationToken, Task> action,
        CancellationToken cancellationToken) =>
        RunAsync<IWorkerApi>(context, worker, TokenAdvice.ForWorker, action, cancellationToken);

    /// <summary>Calls a miner and closes the connection.</summary>
    public static Task<int> RunOnMinerAsync<TApi>(CommandContext context, ApiInfo miner, Func<TApi, CancellationToken, Task> action,
        CancellationToken cancellationToken)
        where TApi : class => RunAsync(context, miner, TokenAdvice.ForMiner, action, cancellationToken);

    /// <summary>Calls an API and closes the connection; a refused token is named.</summary>
    public static async Task<int> RunAsync<TApi>(CommandContext context, ApiInfo info, Func<ApiInfo, Exception, string?> advice,
        Func<TApi, CancellationToken, Task> action, CancellationToken cancellationToken)
        where TApi : class
    {
        TApi api = context.Connector.Connect<TApi>(info);
        try
        {
            await action(api, cancellationToken);
            return 0;
        }
        catch (Exception e) when (advice(info, e) is { } words)
        {
            throw new CommandException($"{words}.", e);
        }
        finally
        {
            if (api is IAsyncDisposable connection) await connection.DisposeAsync();
        }
    }

    private static Command Info(CommandContext context, ApiLocator locator)
    {
        Command info = new("info", "print what the worker is and does");
        info.SetAction((result, cancellationToken) =>
        {
            ApiInfo worker = locator.Worker(result);
            return RunAsync(context, worker, async (api, token) =>
            {
                string text = await InfoTextAsync(api, token);
                JobList? jobs = await context.Connector.FindJobsAsync(worker, token);
                string known = jobs is null ? "" : TaskInfoText.Format(jobs) + LabelCoreText.Format(jobs.LabelCores);
                await context.Output.WriteAsync(text + known + GpuInfoText.Format(await context.Connector.GetGpusAsync(worker, token)));
            }, cancellationToken);
        });
        return info;
    }

    private static Command Set(CommandContext context, ApiLocator locator)
    {
        SwitchSetting enabled = new("--enabled", true, "take new tasks");
        Command set = new("set", "switch the worker on or off") { Hidden = true };
        set.Add(enabled.Option);
        set.SetAction((result, cancellationToken) =>
        {
            bool value = enabled.Value(result, context);
            return RunAsync(context, locator.Worker(result), async (worker, token) =>
            {
                await context.Output.WriteLineAsync(Deprecated);
                await worker.SetEnabledAsync(value, token);
            }, cancellationToken);
        });
        return set;
    }

    private static async Task<string> InfoTextAsync(IWorkerApi worker, CancellationToken cancellationToken)
    {
        uint version = await worker.VersionAsync(cancellationToken);
        Guid session = await worker.ProcessSessionAsync(cancellationToken);
        bool enabled = await worker.EnabledAsync(cancellationToken);
        WorkerInfo info = await worker.InfoAsync(cancellationToken);
        Dictionary<string, EmptyObject>? tasks = await worker.TaskTypesAsync(cancellationToken);
        StoragePath[]? paths = await worker.PathsAsync(cancellationToken);
        return WorkerInfoText.Format(version, WorkerCommandLine.VersionLine, session, enabled, info,
            tasks?.Keys ?? Enumerable.Empty<string>(), paths ?? []);
    }
}
