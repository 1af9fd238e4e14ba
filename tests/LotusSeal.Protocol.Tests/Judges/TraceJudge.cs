using LotusSeal.Capture;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>Compares what a worker asks the miner during a task, in order, and what the task ends with.</summary>
internal sealed class TraceJudge(Aliases recordedAliases, Aliases aliases)
{
    private readonly ReturnJudge _returns = new(recordedAliases, aliases);

    public IEnumerable<Difference> Compare(TaskTrace recorded, TaskTrace played)
    {
        List<Difference> differences = [];
        string[] wanted = Steps(recorded, recordedAliases), seen = Steps(played, aliases);
        if (!wanted.SequenceEqual(seen)) differences.Add(new Difference("steps", "\n    " + string.Join("\n    ", wanted), "\n    " + string.Join("\n    ", seen)));
        if (recorded.Returns.Count > 0 && played.Returns.Count == 0) differences.Add(new Difference("Return", recorded.Returns[0].Request.Text, "none"));
        else if (recorded.Returns.Count > 0) differences.AddRange(_returns.Compare(recorded.Returns[^1], played.Returns[^1]));
        return differences.Select(difference => difference.Within(recorded.ToString()));
    }

    /// <summary>The steps as text; the same look-up twice in a row counts once.</summary>
    public static string[] Steps(TaskTrace trace, Aliases names)
    {
        List<string> steps = [];
        foreach (Exchange step in trace.Steps)
        {
            string parameters = step.Rpc.Length > 0 ? string.Join(',', step.Parameters.Select(parameter => parameter.GetRawText())) : "";
            string text = names.Apply(step.Rpc.Length > 0 ? $"{step.Rpc}({parameters})" : $"{step.Request.Method} {step.Request.Path}");
            if (steps.Count == 0 || steps[^1] != text) steps.Add(text);
        }

        return [.. steps];
    }
}
