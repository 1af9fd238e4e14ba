using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Judges;

/// <summary>Compares what a worker did in a play with what the recorded worker did.</summary>
internal sealed class PlayJudge
{
    /// <summary>
    /// Methods of the start in their order (protocol spec 1.7). Repetitions count once. StorageReportHealth is left out: ours comes right after
    /// StorageAttach (protocol spec M22 recommends it), the recorded one 10 s later. Returns of interrupted tasks have no fixed place (protocol
    /// spec M2).
    /// </summary>
    private static readonly string[] Unordered = ["StorageReportHealth", "AuthVerify"];

    private readonly PlayResult _result;
    private readonly MessageJudge _messages;
    private readonly TraceJudge _tasks;
    private readonly ProofJudge _proofs;

    private PlayJudge(PlayResult result)
    {
        _result = result;
        _messages = new MessageJudge(result.RecordedAliases, result.Aliases);
        _tasks = new TraceJudge(result.RecordedAliases, result.Aliases);
        _proofs = new ProofJudge(result.KeysFolder);
    }

    /// <summary>Every difference.</summary>
    public static IReadOnlyList<Difference> Judge(PlayResult result)
    {
        PlayJudge judge = new(result);
        return [.. judge.Answers(), .. judge.Frames(), .. judge.Calls(), .. judge.Tasks(), .. judge.Start(), .. judge.Registration()];
    }

    /// <summary>What the worker answered to the miner.</summary>
    private IEnumerable<Difference> Answers()
    {
        foreach (PlayedExchange pair in _result.Exchanges)
        {
            bool ownFile = Traffic.SectorOf(pair.Recorded) is string sector && !_result.StandIns.Contains(sector);
            foreach (Difference difference in _messages.CompareAnswer(pair.Recorded, pair.Played, ownFile)) yield return difference;
            foreach (Difference difference in _proofs.JudgeAnswer(pair.Played)) yield return difference;
        }
    }

    private IEnumerable<Difference> Frames() => _result.Frames.SelectMany(frame =>
        _messages.CompareRpcAnswer(frame.Rpc, frame.Recorded.TrimEnd('\n'), frame.Played.TrimEnd('\n'), callId: null)
            .Select(difference => difference.Within($"WebSocket answer to {frame.Rpc}")));

    /// <summary>
    /// The form of everything that the worker sent by itself, task results excepted: each call against a recorded one of its method.
    /// </summary>
    private IEnumerable<Difference> Calls()
    {
        foreach (Exchange call in _result.Traffic.Towards(Link.Miner).Where(call => !call.Request.IsIncomplete && !Traffic.IsReturn(call.Rpc)))
        {
            if (Exemplars.Find(_result.Recording, call) is not { } exemplar)
            {
                yield return new Difference($"call {call}", "a call that a real worker makes", call.Request.Text);
                continue;
            }

            Aliases names = exemplar.Recording == _result.Recording ? _result.RecordedAliases : RecordedNames.Of(exemplar.Recording);
            foreach (Difference difference in new MessageJudge(names, _result.Aliases).CompareCall(exemplar.Call, call)) yield return difference;
        }
    }

    private IEnumerable<Difference> Tasks()
    {
        Dictionary<long, TaskTrace> played = TaskTrace.Of(_result.Traffic).ToDictionary(trace => trace.Call.Request.Sequence);
        Dictionary<long, PlayedExchange> pairs = _result.Exchanges.ToDictionary(pair => pair.Recorded.Request.Sequence);
        foreach (TaskTrace recorded in TaskTrace.Of(_result.Recording))
        {
            if (!pairs.TryGetValue(recorded.Call.Request.Sequence, out PlayedExchange? pair)) continue;
            bool compareSteps = !CaptureDecisions.Of(_result.Recording.Name).OtherSteps.ContainsKey(recorded.Call.Request.Sequence);
            TaskTrace seen = played[pair.Played.Request.Sequence];
            foreach (Difference difference in _tasks.Compare(recorded, seen, compareSteps)) yield return difference;
            foreach (Difference difference in _proofs.JudgeReturns(seen)) yield return difference;
        }
    }

    private IEnumerable<Difference> Start()
    {
        string[] recorded = StartOrder(_result.Recording), seen = StartOrder(_result.Traffic);
        // A recording that begins with a connected worker has no start to compare with.
        if (!recorded.Contains("WorkerConnect") || recorded.SequenceEqual(seen)) return [];
        return [new Difference("order of the start", string.Join(' ', recorded), string.Join(' ', seen))];
    }

    /// <summary>After a restart of the miner the worker registers again only when the tasks that ran are returned (protocol spec 10.2 M3).</summary>
    private IEnumerable<Difference> Registration()
    {
        if (SecondConnect(_result.Recording) is not long recorded
            || !_result.Recording.Messages.Any(message => message.Note == "lotus-miner answers Version")) yield break;
        Dictionary<long, PlayedExchange> pairs = _result.Exchanges.ToDictionary(pair => pair.Recorded.Request.Sequence);
        Dictionary<long, TaskTrace> played = TaskTrace.Of(_result.Traffic).ToDictionary(trace => trace.Call.Request.Sequence);
        foreach (TaskTrace trace in TaskTrace.Of(_result.Recording)
            .Where(trace => trace.Returns.Count > 0 && trace.Returns[0].Request.Sequence < recorded))
        {
            if (!pairs.TryGetValue(trace.Call.Request.Sequence, out PlayedExchange? pair)) continue;
            long? returned = played[pair.Played.Request.Sequence].Returns.FirstOrDefault()?.Request.Sequence;
            if (returned is null || returned > SecondConnect(_result.Traffic))
                yield return new Difference(trace.ToString(), "a Return before the second WorkerConnect", $"#{returned}");
        }
    }

    private static long? SecondConnect(Recording recording) =>
        recording.Towards(Link.Miner).Where(call => call.Rpc == "WorkerConnect").ElementAtOrDefault(1)?.Request.Sequence;

    private static string[] StartOrder(Recording recording)
    {
        List<string> order = [];
        foreach (Exchange call in recording.Towards(Link.Miner))
        {
            if (call.Rpc.Length == 0 || Unordered.Contains(call.Rpc) || Traffic.IsReturn(call.Rpc) || call.Rpc == "StorageDeclareSector") continue;
            if (order.Count == 0 || order[^1] != call.Rpc) order.Add(call.Rpc);
            if (call.Rpc == "WorkerConnect") break;
        }

        return [.. order];
    }
}
