using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests;

/// <summary>The real worker's side of every recording, played to our development miner.</summary>
public sealed class MinerReplayTests(ITestOutputHelper output)
{
    public static TheoryData<string> Played => [.. CaptureDecisions.All.Where(decision => decision.ToMiner).Select(decision => decision.Name)];

    [Theory]
    [MemberData(nameof(Played))]
    public async Task Our_miner_answers_as_the_recorded_one(string name)
    {
        (IReadOnlyList<Difference> differences, IReadOnlyList<SkippedCall> skipped, int played) = await WorkerPlayer.PlayAsync(Vectors.Load(name),
            CaptureDecisions.Of(name).ExcludedToMiner);
        output.WriteLine($"{name}: {played} requests played, {skipped.Count} skipped");
        foreach (SkippedCall call in skipped) output.WriteLine($"  skipped {call}");
        Assert.True(differences.Count == 0, $"{name}: {differences.Count} differences\n{string.Join('\n', differences.Take(40))}");
    }
}
