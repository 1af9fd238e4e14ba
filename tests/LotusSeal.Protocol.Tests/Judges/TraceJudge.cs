using LotusSeal.Lotus.Types;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>Compares what a worker asks the miner during a task, in order, and what the task ends with.</summary>
internal sealed class TraceJudge(Aliases recordedAliases, Aliases aliases)
{
    private readonly ReturnJudge _returns = new(recordedAliases, aliases);

    public IEnumerable<Difference> Compare(TaskTrace recorded, TaskTrace played, bool compareSteps = true)
    {
        List<Difference> differences = [];
        bool failed = Failed(recorded);
        string[] wanted = Steps(recorded, recordedAliases, failed), seen = Steps(played, aliases, failed);
        // A recording that ends before the task does has only the first of its steps.
        bool cut = Traffic.Tasks.ContainsKey(recorded.Call.Rpc) && recorded.Returns.Count == 0;
        if (compareSteps && !cut && !wanted.SequenceEqual(seen))
            differences.Add(new Difference("steps", "\n    " + string.Join("\n    ", wanted), "\n    " + string.Join("\n    ", seen)));
        if (recorded.Returns.Count > 0 && played.Returns.Count == 0)
            differences.Add(new Difference("Return", recorded.Returns[0].Request.Text, "none"));
        else if (recorded.Returns.Count > 0) differences.AddRange(_returns.Compare(recorded.Returns[^1], played.Returns[^1]));
        return differences.Select(difference => difference.Within(recorded.ToString()));
    }

    private static bool Failed(TaskTrace trace) =>
        trace.Returns.Count > 0 && trace.Returns[^1].Parameters[^1].ValueKind == System.Text.Json.JsonValueKind.Object;

    /// <summary>
    /// The steps as text; the same look-up twice in a row counts once, and a step that got no answer not at all. Of a failed task the
    /// declarations are left out: the recorded worker declares files whose download failed (protocol spec 10.2 M23), ours does not. Of an unseal the
    /// way to an update is left out but for the last question: the recorded worker wants to fetch it, ours asks only whether there is one.
    /// </summary>
    public static string[] Steps(TaskTrace trace, Aliases names, bool withoutDeclarations = false)
    {
        List<string> steps = [];
        foreach (Exchange step in trace.Steps.Where(step => step.Response is not null
            && !(withoutDeclarations && step.Rpc == "StorageDeclareSector")
            && !(trace.Call.Rpc == "UnsealPiece" && LeadsToUpdate(step))))
        {
            string parameters = step.Rpc.Length > 0 ? string.Join(',', step.Parameters.Select(parameter => parameter.GetRawText())) : "";
            string text = names.Apply(step.Rpc.Length > 0 ? $"{step.Rpc}({parameters})" : $"{step.Request.Method} {step.Request.Path}");
            if (steps.Count == 0 || steps[^1] != text) steps.Add(text);
        }

        return [.. steps];
    }

    private static bool LeadsToUpdate(Exchange step) => step.Rpc switch
    {
        "StorageFindSector" => step.Parameters[1].GetInt32() == (int)SectorFileType.Update && step.Parameters[2].GetUInt64() > 0,
        "StorageBestAlloc" => step.Parameters[0].GetInt32() == (int)SectorFileType.Update,
        _ => false,
    };
}
