using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests;

/// <summary>The recordings with proofs of Commit2 and of updates, played to a worker that has parameters: no call of those is left out.</summary>
public sealed class ProofReplayTests(ITestOutputHelper output)
{
    public static TheoryData<string> Played =>
        [.. CaptureDecisions.All.Where(decision => decision.ToWorker is not null && Proofs(decision).Length > 0).Select(decision => decision.Name)];

    [Theory]
    [MemberData(nameof(Played))]
    public async Task Our_worker_makes_the_proofs_that_the_recorded_one_made(string name)
    {
        LongTests.Need();
        CaptureDecision decision = CaptureDecisions.Of(name);
        PlayOptions options = decision.ToWorker! with { ParametersFolder = ProofParameters.FolderOrSkip(updates: true) };
        PlayResult result = await WorkerReplayTests.PlayAndJudgeAsync(name, options, output);
        Assert.Equal(Proofs(decision), result.Exchanges.Select(pair => pair.Recorded.Request.Sequence).Intersect(Proofs(decision)).Order());
    }

    /// <summary>The calls that a usual play leaves out for want of parameters, by sequence number.</summary>
    private static long[] Proofs(CaptureDecision decision) =>
        [.. Vectors.Load(decision.Name).Towards(Link.Worker)
            .Where(call => MissingTasks.All.Contains(Traffic.Tasks.GetValueOrDefault(call.Rpc, "")))
            .Select(call => call.Request.Sequence).Where(sequence => !decision.ToWorker!.Excluded.ContainsKey(sequence)).Order()];
}
