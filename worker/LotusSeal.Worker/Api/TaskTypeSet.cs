using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Api;

/// <summary>The task types that this worker offers now.</summary>
internal sealed class TaskTypeSet
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _tasks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _chosen;
    private readonly Dictionary<string, string> _withheld = new(StringComparer.Ordinal);

    /// <summary>Starts with the tasks of the command line.</summary>
    public TaskTypeSet(IEnumerable<string> tasks)
    {
        _tasks.UnionWith(tasks);
        _chosen = [.. _tasks];
    }

    /// <summary>Says why a task cannot be done on this machine now, or null; known once the miner is.</summary>
    public Func<string, string?> WhyNot { get; set; } = static _ => null;

    /// <summary>Withholds the tasks that cannot be done on this machine.</summary>
    /// <returns>Each that was offered until now, with the reason.</returns>
    public IReadOnlyList<(string Task, string Reason)> Withhold()
    {
        string[] offered;
        lock (_gate) offered = [.. _tasks];
        // Whoever is asked may hold a lock of its own.
        List<(string Task, string Reason)> missing = [];
        foreach (string task in offered)
        {
            if (WhyNot(task) is { } reason) missing.Add((task, reason));
        }

        lock (_gate)
        {
            missing.RemoveAll(pair => !_tasks.Remove(pair.Task));
            foreach ((string task, string reason) in missing) _withheld[task] = reason;
        }

        return missing;
    }

    /// <summary>Why a task is not offered though it was chosen, or null.</summary>
    public string? Withheld(string task)
    {
        lock (_gate) return _withheld.GetValueOrDefault(task);
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
    /// <exception cref="RpcException">It cannot be done on this machine.</exception>
    public void Enable(string task)
    {
        Require(task);
        lock (_gate)
        {
            _withheld.Remove(task);
            _tasks.Add(task);
        }
    }

    /// <summary>Refuses a task that cannot be done on this machine.</summary>
    /// <exception cref="RpcException">Why it cannot.</exception>
    public void Require(string task)
    {
        if (WhyNot(task) is { } reason) throw new RpcException($"{TaskTypes.ShortName(task)} ({task}) cannot be done here: {reason}");
    }

    /// <summary>Offers a task no longer.</summary>
    public void Disable(string task)
    {
        lock (_gate) _tasks.Remove(task);
    }
}
