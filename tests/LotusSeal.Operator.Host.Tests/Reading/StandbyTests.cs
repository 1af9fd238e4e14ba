using System.Text.Json.Nodes;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>An operator that does not lead knows the same pools, and says who does.</summary>
public sealed class StandbyTests(ApiServer server) : ReadingTest(server)
{
    private OperatorProgram? _standby;

    public override async ValueTask DisposeAsync()
    {
        if (_standby is not null) await _standby.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task It_tells_of_pools_and_pods_and_names_the_leader()
    {
        string token = await Accounts.MakeSeeingAsync();
        StartOperator();
        JsonNode leader = await UntilSeenAsync(token, "it leads", answer => answer["leads"]!.GetValue<bool>());
        string identity = leader["identity"]!.GetValue<string>();
        Assert.Equal(identity, leader["leader"]!.GetValue<string>());
        await ApplyPoolAsync("both", "replicas: 2");
        await UntilPodsAsync("both", 2);

        _standby = new OperatorProgram(OperatorsKubeConfig, Namespace, Folder["standby.log"]);
        _standby.Start("--namespace", Namespace);
        JsonNode answer = leader;
        await Patience.UntilAsync("the standby tells", async () =>
        {
            if (!await _standby.AnswersAsync("readyz")) return false;
            answer = (await _standby.PoolsAsync(token)).Taken();
            return answer["leader"]?.GetValue<string>() == identity;
        }, () => _standby.Log);
        Assert.False(answer["leads"]!.GetValue<bool>());
        JsonNode pool = Assert.Single(answer["pools"]!.AsArray())!;
        Assert.Equal(["both-0", "both-1"], pool["workers"]!.AsArray().Select(worker => worker!["name"]!.GetValue<string>()));
        Assert.Equal(2, pool["wanted"]!.GetValue<int>());
    }
}
