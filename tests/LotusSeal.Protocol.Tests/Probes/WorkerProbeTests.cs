using System.Text.Json;
using LotusSeal.Protocol.Tests.Captures;
using LotusSeal.Protocol.Tests.Judges;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>The requests of probe/worker.txt, made on our worker, and the Returns that they caused (probe-worker.jsonl).</summary>
public sealed class WorkerProbeTests(WorkerFixture fixture) : IClassFixture<WorkerFixture>
{
    /// <summary>Go's profiler is not part of the protocol.</summary>
    private static readonly string[] WithoutAnswer = ["/debug/pprof/"];

    /// <summary>What our worker answers in another way, and why that does no harm.</summary>
    private static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["SealCommit2 garbage"] = "a task that the worker does not offer is refused at once instead of accepted and failed",
        ["AddPiece too big"] = "a piece that cannot fit is refused at once instead of accepted and failed; the miner fails the step either way",
        ["vanilla single, bad body"] = "a body without a sector is refused with that reason, status 500 is the same; "
            + "the real worker looks for sector 0 of miner 0",
    };

    public static TheoryData<string> Titles =>
        [.. ProbeTranscript.Read("worker.txt").Where(probe => probe.Answer is not null && !Deviations.ContainsKey(probe.Title))
            .Select(probe => probe.Title)];

    public static TheoryData<string> DeviationTitles => [.. Deviations.Keys];

    /// <summary>A deviation that is gone must leave the list.</summary>
    [Theory]
    [MemberData(nameof(DeviationTitles))]
    public async Task A_known_deviation_is_one_still(string title)
    {
        Probe probe = ProbeTranscript.Read("worker.txt").Single(probe => probe.Title == title);
        Assert.NotEmpty(ProbeJudge.Compare(probe, (await SendAsync(probe)).Response!, new Aliases(), fixture.Aliases));
    }

    [Fact]
    public void Every_probe_without_an_answer_is_known() =>
        Assert.Equal(WithoutAnswer, ProbeTranscript.Read("worker.txt").Where(probe => probe.Answer is null).Select(probe => probe.Title));

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task Our_worker_answers_as_the_real_one(string title)
    {
        Probe probe = ProbeTranscript.Read("worker.txt").Single(probe => probe.Title == title);
        Message answer = (await SendAsync(probe)).Response ?? throw new PlayException("the connection broke");
        IReadOnlyList<Difference> differences = ProbeJudge.Compare(probe, answer, new Aliases(), fixture.Aliases);
        Assert.True(differences.Count == 0, $"{title}\n{string.Join('\n', differences)}");
    }

    /// <summary>The n-th Return of that name in probe-worker.jsonl belongs to the probe.</summary>
    [Theory]
    [InlineData("SealPreCommit2 with garbage (async error follows)", "ReturnSealPreCommit2", 0)]
    [InlineData("FinalizeSector unknown sector", "ReturnFinalizeSector", 0)]
    [InlineData("Fetch unknown sector", "ReturnFetch", 0)]
    [InlineData("AddPiece http reader", "ReturnDataCid", 0)]
    [InlineData("DataCid null reader", "ReturnDataCid", 1)]
    public async Task A_task_that_cannot_succeed_ends_as_in_the_recording(string title, string rpc, int index)
    {
        Probe probe = ProbeTranscript.Read("worker.txt").Single(probe => probe.Title == title);
        Exchange call = await SendAsync(probe);
        string callId = JsonDocument.Parse(call.Response!.Body).RootElement.GetProperty("result").GetProperty("ID").GetString()!;
        Exchange recorded = Vectors.Load("probe-worker").Towards(Link.Miner).Where(exchange => exchange.Rpc == rpc).ElementAt(index);
        IEnumerable<Difference> differences = new ReturnJudge(new Aliases(), fixture.Aliases)
            .Compare(recorded, await fixture.WaitForReturnAsync(callId));
        Assert.Empty(differences);
    }

    private Task<Exchange> SendAsync(Probe probe)
    {
        IEnumerable<Header> headers = probe.Request.Headers.Select(header => header with
        {
            Value = header.Value.Replace("<admin-token>", fixture.Miner.DialToken, StringComparison.Ordinal)
                .Replace("<token>", fixture.ReadToken, StringComparison.Ordinal),
        });
        string path = probe.Title == "/remote stat" ? $"/remote/stat/{fixture.PathId}" : probe.Request.Path;
        return fixture.Client.SendAsync(probe.Request.Method, path, headers, probe.Request.Body.ToArray());
    }
}
