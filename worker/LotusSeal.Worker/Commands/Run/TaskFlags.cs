using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>The flags that choose tasks, as read from flags and environment (protocol spec 1.2).</summary>
/// <param name="NoDefault"><c>--no-default</c>.</param>
/// <param name="Explicit">The flags that were given, by the long name of their task; the others have their default.</param>
public sealed record TaskFlags(bool NoDefault, IReadOnlyDictionary<string, bool> Explicit)
{
    /// <summary>Value of a task's flag.</summary>
    internal Given<bool> Of(TaskDefinition task) => Explicit.TryGetValue(task.Name, out bool value)
        ? new Given<bool>(value, Explicit: true)
        : new Given<bool>(task.Flag!.Default, Explicit: false);
}
