using LotusSeal.Operator.Host.Tests.Support;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>The API server is there and says nothing.</summary>
public sealed class StalledServerTests(ApiServer server) : ReadingTest(server)
{
    private TcpGate? _gate;

    protected override string OperatorsKubeConfig => Server.KubeConfigAt(_gate!.Address);

    public override async ValueTask InitializeAsync()
    {
        _ = Server.KubeConfig;
        _gate = new TcpGate(Server.Address);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_gate is not null) await _gate.DisposeAsync();
    }

    [Fact]
    public async Task Readers_are_told_so_and_probes_and_metrics_answer()
    {
        const int many = 100;
        string token = await Accounts.MakeSeeingAsync();
        StartOperator();
        await UntilSeenAsync(token, "it sees", _ => true);
        _gate!.Hold();
        Task<KubeAnswer>[] asked = [.. Enumerable.Range(0, many).Select(index => Operator.PoolsAsync($"another{index}"))];
        Assert.True(await Operator.AnswersAsync("healthz"));
        Assert.True(await Operator.AnswersAsync("readyz"));
        Assert.True(await Operator.AnswersAsync("metrics"));
        // A time of the operator's own, not of this machine: the tests' patience is 3 min.
        KubeAnswer[] answers = await Task.WhenAll(asked);
        Assert.All(answers, answer => Assert.Equal(503, answer.Code));
        Assert.Contains(answers, answer => answer.Text.Contains("the API server has not answered within 5 s", StringComparison.Ordinal));
        Assert.Contains(answers, answer => answer.Text.Contains("too many read at once", StringComparison.Ordinal));
        _gate.Release();
        await UntilSeenAsync(token, "it sees again", _ => true);
    }
}
