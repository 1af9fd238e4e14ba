using System.CommandLine;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Commands.Control;

/// <summary><c>resources</c>: the variables that say what tasks need (protocol spec 6.5); asks nobody.</summary>
internal static class ResourcesCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        SwitchSetting defaults = new("--default", false, "print the defaults");
        SwitchSetting all = new("--all", false, "print all variables, set or not");
        Command resources = new("resources", "print the resource variables that are set");
        resources.Add(defaults.Option);
        resources.Add(all.Option);
        resources.SetAction(result =>
        {
            bool onlyDefaults = defaults.Value(result, context), everything = all.Value(result, context);
            foreach ((string name, string value) in ResourceTable.Defaults().ToVariables())
            {
                string? set = onlyDefaults ? null : context.Variable(name);
                if (set is { Length: > 0 }) context.Output.WriteLine($"{name}={set}");
                else if (onlyDefaults || everything) context.Output.WriteLine($"{name}={value}");
            }

            return 0;
        });
        return resources;
    }
}
