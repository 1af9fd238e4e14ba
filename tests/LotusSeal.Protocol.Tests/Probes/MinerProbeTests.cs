using LotusSeal.Lotus.Rpc;
using LotusSeal.Protocol.Tests.Players;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Probes;

/// <summary>The requests of probe/miner.txt, made on the development miner.</summary>
public sealed class MinerProbeTests(MinerFixture fixture) : IClassFixture<MinerFixture>
{
    /// <summary>Go's debugging pages, and a request whose end curl did not wait for.</summary>
    private static readonly string[] WithoutAnswer = ["/debug/metrics", "/debug/pprof/", "push HEAD unknown uuid (waits?)"];

    /// <summary>
    /// Workers before v1.27 send three parameters (protocol spec 8.2), and the development miner takes both, which today's Lotus does not.
    /// </summary>
    private static readonly string[] MoreThanTheRealOne = ["StorageBestAlloc 3 params"];

    public static TheoryData<string> Titles =>
        [.. ProbeTranscript.Read("miner.txt").Where(probe => probe.Answer is not null && !MoreThanTheRealOne.Contains(probe.Title))
            .Select(probe => probe.Title)];

    [Fact]
    public void Every_probe_without_an_answer_is_known() =>
        Assert.Equal(WithoutAnswer, ProbeTranscript.Read("miner.txt").Where(probe => probe.Answer is null).Select(probe => probe.Title));

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task Our_miner_answers_as_the_real_one(string title)
    {
        IReadOnlyList<Probe> probes = ProbeTranscript.Read("miner.txt");
        Probe probe = probes.Single(probe => probe.Title == title);
        // A second Return is one only after a first.
        if (title == "ReturnFetch unknown call, second time") await SendAsync(probe);
        Aliases recorded = new();
        recorded.Add("127.0.0.1:22346", RecordedNames.MinerAddress);
        Message answer = await SendAsync(probe) ?? throw new PlayException("the connection broke");
        IReadOnlyList<Difference> differences = ProbeJudge.Compare(probe, answer, recorded, fixture.Aliases);
        Assert.True(differences.Count == 0, $"{title}\n{string.Join('\n', differences)}");
    }

    private async Task<Message?> SendAsync(Probe probe)
    {
        string admin = fixture.Token(Permission.Read | Permission.Write | Permission.Sign | Permission.Admin);
        string other = probe.Title switch
        {
            "token of another secret" => Tokens.Create("read", "write", "sign", "admin"),
            "read+write token, WorkerConnect / AddPiece" => fixture.Token(Permission.Read | Permission.Write),
            _ => fixture.Token(Permission.Read),
        };
        IEnumerable<Header> headers = probe.Request.Headers.Select(header => header with
        {
            Value = header.Value.Replace("<admin-token>", admin, StringComparison.Ordinal).Replace("<token>", other, StringComparison.Ordinal),
        });
        string path = probe.Request.Path.Replace("%3Cadmin-token%3E", admin, StringComparison.Ordinal);
        return (await fixture.Client.SendAsync(probe.Request.Method, path, headers, probe.Request.Body.ToArray())).Response;
    }
}
