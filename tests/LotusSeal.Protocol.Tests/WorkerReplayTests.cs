using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Judges;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests;

/// <summary>The real miner's side of every recording without faults, played to our worker.</summary>
public sealed class WorkerReplayTests(ITestOutputHelper output)
{
    public static TheoryData<string> Played =>
        [.. CaptureDecisions.All.Where(decision => decision is { ToWorker: not null, HasFaults: false }).Select(decision => decision.Name)];

    [Theory]
    [MemberData(nameof(Played))]
    public Task Our_worker_says_what_the_recorded_one_said(string name) => PlayAndJudgeAsync(name, CaptureDecisions.Of(name).ToWorker!, output);

    /// <summary>Plays a recording and fails on every difference; the output names what was left out.</summary>
    internal static async Task<PlayResult> PlayAndJudgeAsync(string name, PlayOptions options, ITestOutputHelper output)
    {
        PlayResult result = await MinerPlayer.PlayAsync(Vectors.Load(name), options);
        output.WriteLine($"{name}: {result.Exchanges.Count} requests played, {result.Skipped.Count} skipped");
        foreach (SkippedCall call in result.Skipped) output.WriteLine($"  skipped {call}");
        IReadOnlyList<Difference> differences = PlayJudge.Judge(result);
        Assert.True(differences.Count == 0,
            $"{name}: {differences.Count} differences\n{string.Join('\n', differences.Select(difference => difference.ToString()).Distinct())}");
        return result;
    }
}
