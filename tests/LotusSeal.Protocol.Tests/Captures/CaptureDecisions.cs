using LotusSeal.Primitives;
using LotusSeal.Protocol.Tests.Players;

namespace LotusSeal.Protocol.Tests.Captures;

/// <summary>One decision for every recording in <c>tests/vectors/rpc</c>; a recording without one fails a test.</summary>
internal static class CaptureDecisions
{
    private const string MadeUp = "the sector's files are made up in this play, and ours finds that they do not belong together",
        ByHand = "asked by hand of a worker that does not offer it, with two challenges: the recorded one tries all the same, ours refuses both",
        NoParameters = "the recorded worker offers it without parameters and fails; ours does not offer it then",
        WrongData = "the recorded worker calls wrong data a success (protocol spec 10.5 S3); ours compares the CommD";

    public static IReadOnlyList<CaptureDecision> All { get; } =
    [
        Play("abort", new PlayOptions { Excluded = Exclude((MadeUp, [7992]), (NoParameters, [8027])) }),
        new("auth", null, "the worker's tries with wrong tokens against a miner; WorkerStartTests make the worker try them one by one"),
        Play("cli-outputs"),
        Fault("connect-and-idle"),
        new("connection-cut", null,
            "the recorded task fails with its connection; ours asks the index again until the miner is back, as FaultTests show"),
        Play("gsk-by-hand", new PlayOptions { Excluded = Exclude(MadeUp, 5620, 5801, 5825) }),
        Play("gsk-by-hand-2", new PlayOptions { Excluded = Exclude(MadeUp, 5941) }),
        Play("gsk-by-hand-3", new PlayOptions { Excluded = Exclude(MadeUp, 6420) }),
        Play("hand-driven", new PlayOptions { Excluded = Exclude((MadeUp, [9097]), (ByHand, [9182, 9193])) }) with { ExcludedToMiner =
            Exclude("the worker's path had been silent for more than 50 s, which a play does not wait for", 9146) },
        Play("hand-driven-2", new PlayOptions { Excluded = Exclude(ByHand, 9309, 9320) }),
        Play("hand-finalize-replica-update"),
        Play("harness-inprocess"),
        Fault("kill-in-ProveReplicaUpdate2", new PlayOptions { Excluded = Exclude(MadeUp, 3037) }),
        Fault("kill-in-SealPreCommit1", new PlayOptions { FreezeAt = [2422] }),
        Fault("kill-in-SealPreCommit2", new PlayOptions { FreezeAt = [2971] }),
        Fault("miner-restart", new PlayOptions { FreezeAt = [3786] }),
        Play("piece-and-unseal"),
        Play("pledge"),
        Play("pledge-synthetic"),
        Play("pledge-worker-store"),
        new("probe-worker", null, "the Returns that probe/worker.txt causes; WorkerProbeTests send those requests and look at the Returns"),
        Fault("restart-and-stop"),
        Fault("return-retry"),
        Play("seal-cc"),
        Play("snapdeals", new PlayOptions { Excluded = Exclude(NoParameters, 6366) }),
        Play("snapdeals-2"),
        Play("snapdeals-full"),
        Play("snapdeals-worker-store"),
        Play("unseal-updated", new PlayOptions { Excluded = Exclude(WrongData, 3725) }) with { OtherSteps =
            Exclude("the recorded worker writes the key into a sealed file, which it leaves; ours labels it in memory", 3502) },
        Play("windowpost-updated"),
        Play("windowpost-worker", new PlayOptions
        {
            Flags = ["--windowpost", "--no-local-storage"],
            PostProof = RegisteredPoStProof.StackedDrgWindow2KiBV1_1,
            VanillaProofs = "pledge-worker-store",
        }) with
        {
            ExcludedToMiner = Exclude("a search for several types at once gets URLs with Go's debug text in them, which no client uses", 186, 189),
        },
        Play("ws-dialback"),
    ];

    public static CaptureDecision Of(string name) => All.Single(decision => decision.Name == name);

    private static CaptureDecision Fault(string name, PlayOptions? options = null) => Play(name, options) with { HasFaults = true };

    private static CaptureDecision Play(string name, PlayOptions? options = null) => new(name, options ?? new PlayOptions());

    private static Dictionary<long, string> Exclude(string reason, params long[] calls) => Exclude((reason, calls));

    private static Dictionary<long, string> Exclude(params (string Reason, long[] Calls)[] groups) =>
        groups.SelectMany(group => group.Calls.Select(call => (call, group.Reason))).ToDictionary();
}
