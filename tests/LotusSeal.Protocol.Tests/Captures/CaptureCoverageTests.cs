using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Captures;

public sealed class CaptureCoverageTests
{
    public static TheoryData<string> Names => [.. Vectors.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_recording_has_a_decision(string name)
    {
        CaptureDecision decision = Assert.Single(CaptureDecisions.All, decision => decision.Name == name);
        Assert.True(decision is { ToWorker: not null, ToMiner: true } || decision.WhyNot.Length > 0, $"{name} is left out without a reason");
    }

    [Fact]
    public void Every_decision_has_a_recording() => Assert.Empty(CaptureDecisions.All.Select(decision => decision.Name).Except(Vectors.Names));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_excluded_or_frozen_call_is_a_call_of_its_recording(string name)
    {
        HashSet<long> calls = [.. Vectors.Load(name).Towards(Link.Worker).Select(exchange => exchange.Request.Sequence)];
        CaptureDecision decision = CaptureDecisions.Of(name);
        Assert.All(decision.ToWorker?.Excluded.Keys ?? [], sequence => Assert.Contains(sequence, calls));
        Assert.All(decision.ToWorker?.FreezeAt ?? [], sequence => Assert.Contains(sequence, calls));
        Assert.All(decision.ExcludedToMiner.Keys, sequence =>
            Assert.Contains(Vectors.Load(name).Towards(Link.Miner), exchange => exchange.Request.Sequence == sequence));
    }
}
