using LotusSeal.Protocol.Tests.Captures;

namespace LotusSeal.Protocol.Tests;

/// <summary>
/// The real miner's side of the recordings in which a program ends or a connection breaks: a class of their own, so that they run beside the others.
/// </summary>
public sealed class WorkerFaultReplayTests(ITestOutputHelper output)
{
    public static TheoryData<string> Played =>
        [.. CaptureDecisions.All.Where(decision => decision is { ToWorker: not null, HasFaults: true }).Select(decision => decision.Name)];

    [Theory]
    [MemberData(nameof(Played))]
    public Task Our_worker_says_what_the_recorded_one_said(string name) =>
        WorkerReplayTests.PlayAndJudgeAsync(name, CaptureDecisions.Of(name).ToWorker!, output);
}
