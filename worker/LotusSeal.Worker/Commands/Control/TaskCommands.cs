using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Control;

/// <summary><c>tasks enable</c> and <c>tasks disable</c>.</summary>
internal static class TaskCommands
{
    /// <summary>What has a flag and is on without it; the names are Lotus' (protocol spec 1.4).</summary>
    private static readonly IReadOnlyList<TaskDefinition> Settable =
        [.. TaskCatalog.All.Where(task => task is { Kind: WorkerKind.Sealing, Flag.IsOnByDefault: true }).OrderBy(task => task.Type.Order)];

    private static readonly IReadOnlyList<string> ShortNames = [.. Settable.Select(task => task.Type.ShortName)];

    /// <summary>Long names of the tasks that can be switched on and off.</summary>
    public static IEnumerable<string> Switchable => Settable.Select(task => task.Name);

    /// <summary>Makes the command with its sub-commands.</summary>
    public static Command Create(CommandContext context, ApiLocator locator)
    {
        Command tasks = new("tasks", "manage task processing");
        tasks.Add(Create(context, locator, "enable", (worker, task, token) => worker.TaskEnableAsync(task, token)));
        tasks.Add(Create(context, locator, "disable", (worker, task, token) => worker.TaskDisableAsync(task, token)));
        return tasks;
    }

    private static Command Create(CommandContext context, ApiLocator locator, string name,
        Func<IWorkerApi, string, CancellationToken, Task> change)
    {
        Argument<string?> task = new("TASK") { Description = string.Join('|', ShortNames), Arity = ArgumentArity.ZeroOrOne };
        SwitchSetting all = new("--all", false, $"{name} all task types that can be switched");
        Command command = new(name, $"{name} a task type");
        command.Add(task);
        command.Add(all.Option);
        command.SetAction((result, cancellationToken) =>
        {
            string[] names = Choose(result.GetValue(task), all.Value(result, context));
            return ControlCommands.RunAsync(context, locator.Worker(result), async (worker, token) =>
            {
                foreach (string longName in names)
                {
                    try
                    {
                        await change(worker, longName, token);
                    }
                    catch (RpcException e) when (names.Length > 1)
                    {
                        // One that cannot be done on that machine does not keep the others from their switch.
                        await context.Error.WriteLineAsync($"note: {e.Message}");
                    }
                }
            }, cancellationToken);
        });
        return command;
    }

    private static string[] Choose(string? shortName, bool all)
    {
        if (all == (shortName is not null)) throw new UsageException($"tasks: give either --all or one of {string.Join(' ', ShortNames)}.");
        if (all) return [.. Settable.Select(task => task.Name)];
        TaskDefinition chosen = Settable.FirstOrDefault(task => task.Type.ShortName.Equals(shortName, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"unknown task type '{shortName}'; known are {string.Join(' ', ShortNames)}.");
        return [chosen.Name];
    }
}
