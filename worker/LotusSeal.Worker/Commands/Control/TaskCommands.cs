using System.CommandLine;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Control;

/// <summary><c>tasks enable</c> and <c>tasks disable</c>.</summary>
internal static class TaskCommands
{
    private static readonly string[] Settable = ["UNS", "C2", "PC2", "PC1", "PR2", "RU", "AP", "DC", "GSK"];

    /// <summary>Makes the command with its sub-commands.</summary>
    public static Command Create(CommandContext context, ApiLocator locator)
    {
        Command tasks = new("tasks", "manage task processing");
        tasks.Add(Create(context, locator, "enable", (worker, task, token) => worker.TaskEnableAsync(task, token), mustBeAble: true));
        tasks.Add(Create(context, locator, "disable", (worker, task, token) => worker.TaskDisableAsync(task, token), mustBeAble: false));
        return tasks;
    }

    private static Command Create(CommandContext context, ApiLocator locator, string name,
        Func<IWorkerApi, string, CancellationToken, Task> change, bool mustBeAble)
    {
        Argument<string?> task = new("TASK") { Description = string.Join('|', Settable), Arity = ArgumentArity.ZeroOrOne };
        SwitchSetting all = new("--all", false, $"{name} all task types that can be switched");
        Command command = new(name, $"{name} a task type");
        command.Add(task);
        command.Add(all.Option);
        command.SetAction((result, cancellationToken) =>
        {
            IReadOnlyList<string> names = Choose(result.GetValue(task), all.Value(result, context), mustBeAble);
            return ControlCommands.RunAsync(context, locator.Worker(result), async (worker, token) =>
            {
                foreach (string longName in names) await change(worker, longName, token).ConfigureAwait(false);
            }, cancellationToken);
        });
        return command;
    }

    private static string[] Choose(string? shortName, bool all, bool mustBeAble)
    {
        if (all == (shortName is not null)) throw new UsageException($"tasks: give either --all or one of {string.Join(' ', Settable)}.");
        if (all) return [.. Settable.Select(name => TaskTypes.FromShortName(name)!).Where(task => !mustBeAble || SupportedTasks.Contains(task))];
        if (!Settable.Contains(shortName, StringComparer.OrdinalIgnoreCase))
            throw new UsageException($"unknown task type '{shortName}'; known are {string.Join(' ', Settable)}.");
        string task = TaskTypes.FromShortName(shortName!)!;
        if (mustBeAble && !SupportedTasks.Contains(task)) throw new UsageException($"{shortName}: this worker cannot do {task}.");
        return [task];
    }
}
