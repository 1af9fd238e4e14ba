using LotusSeal.Primitives;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests;

/// <summary>
/// The development miner seals a sector with a worker that plays the recorded one: it must call what the recorded miner called, in order.
/// </summary>
public sealed class MinerDriveTests
{
    /// <summary>Polls and look-ups that come by the clock or once per scheduling cycle.</summary>
    private static readonly HashSet<string> ByTheClock = ["Version", "Session", "Info", "TaskTypes", "Paths"];

    /// <summary>Chain randomness is another in each run.</summary>
    private static readonly JsonRule[] TicketAndSeed = [new("id", Treatment.Integer), new("meta", Treatment.Ignored)];

    [Theory]
    [InlineData("pledge", RegisteredSealProof.StackedDrg2KiBV1_1)]
    [InlineData("harness-inprocess", RegisteredSealProof.StackedDrg2KiBV1_1)]
    [InlineData("pledge-synthetic", RegisteredSealProof.StackedDrg2KiBV1_1_Feat_SyntheticPoRep)]
    public async Task Our_miner_seals_with_the_calls_of_the_recorded_one(string name, RegisteredSealProof proof)
    {
        Recording recording = Vectors.Load(name);
        await using ScriptedWorker worker = await ScriptedWorker.StartAsync(recording, proof);
        await worker.SealAsync();
        Assert.True(worker.Problems.Count == 0, string.Join('\n', worker.Problems));
        Exchange[] recorded = Calls(recording), played = Calls(worker.Traffic);
        Assert.Equal(recorded.Select(call => Text(call, worker.RecordedAliases)), played.Select(call => Text(call, worker.Aliases)));
        List<Difference> differences = [];
        foreach ((Exchange wanted, Exchange seen) in recorded.Zip(played))
        {
            differences.AddRange(HeaderComparer.Compare(wanted.Request, seen.Request).Select(difference => difference.Within(wanted.ToString())));
            if (wanted.Rpc.Length == 0) continue;
            differences.AddRange(JsonComparer.Compare(wanted.Call, seen.Call, [.. TicketAndSeed, .. Rules(wanted.Rpc)],
                worker.RecordedAliases, worker.Aliases)
                .Select(difference => difference.Within(wanted.ToString())));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static Exchange[] Calls(Recording recording) =>
        [.. recording.Towards(Link.Worker).Where(call => !ByTheClock.Contains(call.Rpc) && call.Rpc != ScriptedWorker.NotAskedFor)];

    /// <summary>A file request with its path, a call with its method.</summary>
    private static string Text(Exchange call, Aliases names) =>
        call.Rpc.Length > 0 ? call.Rpc
            : names.Apply(
            $"{call.Request.Method} {string.Join('/', call.Request.Path.Split('/').Take(3))} {call.Request.Path.Split('?').ElementAtOrDefault(1)}");

    private static JsonRule[] Rules(string rpc) =>
    [
        new JsonRule("params/0/ID/Number", Treatment.Integer),
        .. rpc switch
        {
            "SealPreCommit1" => [new JsonRule("params/1", Treatment.SameKind)],
            "SealCommit1" => [new JsonRule("params/1", Treatment.SameKind), new JsonRule("params/2", Treatment.SameKind)],
            _ => (JsonRule[])[],
        },
    ];
}
