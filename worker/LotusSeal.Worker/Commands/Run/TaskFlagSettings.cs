using System.CommandLine;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>The flags that choose tasks (protocol spec 1.2): those of the catalog, and one that leaves out the default.</summary>
internal sealed class TaskFlagSettings
{
    private readonly IReadOnlyList<(TaskDefinition Task, SwitchSetting Setting)> _tasks =
        [.. TaskCatalog.All.Where(task => task.Flag is not null).Select(task => (task, Setting(task.Flag!)))];

    private readonly SwitchSetting _noDefault = new("--no-default", false, "no compute tasks but those that are switched on explicitly",
        ["LOTUS_WORKER_NO_DEFAULT"]);

    /// <summary>Adds the flags to a command.</summary>
    public void AddTo(Command command)
    {
        foreach ((_, SwitchSetting setting) in _tasks) command.Add(setting.Option);
        command.Add(_noDefault.Option);
    }

    /// <summary>Reads the flags.</summary>
    public TaskFlags Read(ParseResult result, CommandContext context)
    {
        Dictionary<string, bool> given = new(StringComparer.Ordinal);
        foreach ((TaskDefinition task, SwitchSetting setting) in _tasks)
        {
            if (setting.Read(result, context) is { Explicit: true } value) given[task.Name] = value.Value;
        }

        return new TaskFlags(_noDefault.Value(result, context), given);
    }

    private static SwitchSetting Setting(TaskFlag flag) => new(flag.Name, flag.Default, flag.Description,
        flag.Variable is null ? [] : [flag.Variable]);
}
