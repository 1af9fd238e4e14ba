using LotusSeal.Hosting;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>Which tasks a worker offers (protocol spec 1.3).</summary>
/// <param name="Kind">What the worker is for.</param>
/// <param name="Tasks">Long names.</param>
public sealed record TaskSelection(WorkerKind Kind, IReadOnlySet<string> Tasks)
{
    private static readonly IReadOnlyList<TaskDefinition> Sealing = [.. TaskCatalog.All.Where(task => task.Kind == WorkerKind.Sealing)];

    /// <summary>Applies the rules of protocol spec 1.3.</summary>
    /// <exception cref="UsageException">Kinds are mixed.</exception>
    public static TaskSelection Select(TaskFlags flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        List<Choice> chosen = [.. TaskCatalog.All.Where(task => task.Kind != WorkerKind.Sealing && flags.Of(task).Value)
            .Select(task => new Choice(task, IsExplicit: true))];
        WorkerKind kind = chosen.LastOrDefault()?.Task.Kind ?? WorkerKind.None;
        bool proofOfSpacetime = kind != WorkerKind.None;
        if (!proofOfSpacetime)
        {
            chosen.AddRange(Sealing.Where(task => task.Flag is null).Select(task => new Choice(task, IsExplicit: false)));
            if (!flags.NoDefault) kind = WorkerKind.Sealing;
        }

        AddByFlag(chosen, flags, kind);
        if (!proofOfSpacetime) kind = WorkerKind.Sealing;

        RejectMixedKinds(chosen, kind);
        return new TaskSelection(kind, chosen.Select(choice => choice.Task.Name).ToHashSet(StringComparer.Ordinal));
    }

    private static void AddByFlag(List<Choice> chosen, TaskFlags flags, WorkerKind kind)
    {
        foreach (TaskDefinition task in Sealing.Where(task => task.Flag is { Follows: null }))
        {
            Given<bool> given = flags.Of(task);
            if (given.Value && (kind == WorkerKind.Sealing || given.Explicit)) chosen.Add(new Choice(task, given.Explicit));
        }

        foreach (TaskDefinition task in Sealing.Where(task => task.Flag is { Follows: not null }))
        {
            Given<bool> given = flags.Of(task);
            // Lotus forgets a flag that was given when --no-default is there too; what is asked for counts.
            bool follows = kind == WorkerKind.Sealing && chosen.Exists(choice => choice.Task.Name == task.Flag!.Follows);
            bool wanted = given.Explicit ? given.Value : follows;
            if (wanted) chosen.Add(new Choice(task, given.Explicit));
        }
    }

    private static void RejectMixedKinds(List<Choice> chosen, WorkerKind kind)
    {
        foreach ((TaskDefinition task, bool isExplicit) in chosen)
        {
            if (task.Kind == kind) continue;
            string what = isExplicit ? task.Flag!.Name : task.Name;
            throw new UsageException($"{what}: a {kind} worker cannot also do {task.Type.ShortName}; run another worker for it.");
        }
    }

    /// <summary>A task that the rules choose, and whether its flag was given.</summary>
    private sealed record Choice(TaskDefinition Task, bool IsExplicit);
}
