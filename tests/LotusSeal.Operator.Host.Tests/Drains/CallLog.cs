namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>
/// Every call of the operator, to API server, miners and workers, in the order in which they arrived. A call is noted before it is passed on, an end
/// before it is told, so that what follows from something stands behind it.
/// </summary>
internal sealed class CallLog
{
    private readonly Lock _lock = new();
    private readonly List<Call> _calls = [];

    /// <summary>Adds a line.</summary>
    public void Note(Call call)
    {
        lock (_lock) _calls.Add(call);
    }

    /// <summary>
    /// What was changed, one line a step: questions and waiting are left out, and what is done for each kind of task, job or path is one line with
    /// all of them in order.
    /// </summary>
    public static string[] StepsOf(IEnumerable<Call> calls)
    {
        List<Call> steps = [];
        foreach (Call call in calls.Where(call => !CallNames.Questions.Contains(call.What) && !CallNames.Waits.Contains(call.What)))
        {
            if (steps.LastOrDefault() is { } last && last.What == call.What && CallNames.ForEach.Contains(call.What))
                steps[^1] = last with { With = string.Join(' ', last.With.Split(' ').Append(call.With).Order(StringComparer.Ordinal)) };
            else steps.Add(call);
        }

        return [.. steps.Select(step => step.ToString())];
    }

    /// <summary>Calls without what somebody is told once more.</summary>
    public static IReadOnlyList<Call> Once(IEnumerable<Call> calls)
    {
        HashSet<Call> told = [];
        return [.. calls.Where(call => !CallNames.Tellings.Contains(call.What) || told.Add(call))];
    }

    /// <summary>All about some.</summary>
    /// <param name="names">A pod, and its pool for what the miner is told of it.</param>
    public IReadOnlyList<Call> Of(params string[] names)
    {
        lock (_lock) return [.. _calls.Where(call => names.Contains(call.To))];
    }

    /// <summary>How often somebody was asked or told something.</summary>
    public int Count(string name, string what) => Of(name).Count(call => call.What == what);

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
            return string.Join('\n', _calls.Where(call => !CallNames.Questions.Contains(call.What)).Select(call => $"{call.To}: {call}"));
    }
}
