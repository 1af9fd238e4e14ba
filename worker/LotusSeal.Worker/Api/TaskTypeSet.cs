using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Api;

/// <summary>The task types that this worker offers now.</summary>
internal sealed class TaskTypeSet
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _tasks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _chosen;

    /// <summary>Starts with the tasks of the command line, without those that this worker cannot do.</summary>
    public TaskTypeSet(IEnumerable<string> tasks)
    {
        foreach (string task in tasks.Where(TaskCatalog.CanDo)) _tasks.Add(task);
        _chosen = [.. _tasks];
    }

    /// <summary>The set on the wire.</summary>
    public Dictionary<string, EmptyObject> ToWire()
    {
        lock (_gate) return _tasks.ToDictionary(task => task, _ => new EmptyObject());
    }

    /// <summary>True when the task is offered.</summary>
    public bool Contains(string task)
    {
        lock (_gate) return _tasks.Contains(task);
    }

    /// <summary>True when the task was offered from the start.</summary>
    public bool WasChosen(string task) => _chosen.Contains(task);

    /// <summary>Offers a task.</summary>
    public void Enable(string task)
    {
        lock (_gate) _tasks.Add(task);
    }

    /// <summary>Offers a task no longer.</summary>
    public void Disable(string task)
    {
        lock (_gate) _tasks.Remove(task);
    }
}
