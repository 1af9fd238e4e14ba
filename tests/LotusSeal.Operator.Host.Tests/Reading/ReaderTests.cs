using System.Text;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Crds;
using LotusSeal.Operator.Host.Tests.Support;

namespace LotusSeal.Operator.Host.Tests.Reading;

/// <summary>Who sees which pools: whoever may list them, by what the API server says to his own token.</summary>
public sealed class ReaderTests(ApiServer server) : ReadingTest(server)
{
    private const string Reviews = "selfsubjectaccessreviews";

    private string OtherPools => $"/apis/lotusseal.io/v1alpha1/namespaces/{Other}/sealworkers";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ApplyPoolAsync("here", "replicas: 0");
        JsonNode pool = (await PoolAsync("here")).DeepClone();
        await Server.CreateAsync(OtherPools, $$"""
            { "apiVersion": "lotusseal.io/v1alpha1", "kind": "SealWorker", "metadata": { "name": "there" }, "spec": {{pool["spec"]!.ToJsonString()}} }
            """);
        Operator.Start("--namespace", Namespace, "--namespace", Other);
    }

    [Fact]
    public async Task Each_sees_the_pools_that_the_API_server_would_list_for_him()
    {
        string all = await Accounts.MakeSeeingAsync(), one = await Accounts.MakeAsync("sees-one"), none = await Accounts.MakeAsync("sees-none");
        await Accounts.LetSeeAsync("sees-one", Other);
        await UntilSeenAsync(all, "both pools are seen", answer => Names(answer).SequenceEqual([$"{Namespace}/here", $"{Other}/there"]));
        await UntilSeenAsync(one, "one pool is seen", answer => Names(answer).SequenceEqual([$"{Other}/there"]));
        Assert.Equal(403, (await Operator.PoolsAsync(none)).Code);

        Assert.Equal([$"{Namespace}/here"], Names((await Operator.PoolsAsync(all, $"?namespace={Namespace}")).Taken()));
        Assert.Equal([$"{Other}/there"], Names((await Operator.PoolsAsync(one, $"?namespace={Other}")).Taken()));
        foreach (string ns in (string[])[Namespace, "no-such-one"]) Assert.Equal(404, (await Operator.PoolsAsync(one, $"?namespace={ns}")).Code);
        Assert.Empty(Names((await Operator.PoolsAsync(one, "?pool=here")).Taken()));
        Assert.Equal([$"{Namespace}/here"], Names((await Operator.PoolsAsync(all, "?pool=here")).Taken()));
        Assert.Empty(Names((await Operator.PoolsAsync(all, "?namespace=no-such-one")).Taken()));
        Assert.Equal(400, (await Operator.PoolsAsync(all, $"?namespace={new string('n', 254)}")).Code);
    }

    [Fact]
    public async Task The_sample_of_somebody_who_looks_sees_the_pools_of_its_namespace()
    {
        string sample = Path.Combine(Repository.Root, "config", "samples", "viewer.yaml");
        string yaml = await File.ReadAllTextAsync(sample, TestContext.Current.CancellationToken);
        foreach (JsonNode one in YamlText.Read(yaml.Replace("namespace: sealing", $"namespace: {Other}", StringComparison.Ordinal)))
        {
            string path = one["kind"]!.GetValue<string>() == "RoleBinding"
                ? $"/apis/rbac.authorization.k8s.io/v1/namespaces/{Other}/rolebindings" : $"/api/v1/namespaces/{Other}/serviceaccounts";
            await Server.ApplyAsync($"{path}/{one["metadata"]!["name"]}", one.ToJsonString());
        }

        await UntilSeenAsync(await new ReaderAccounts(Server, Other).TokenAsync("pool-viewer"), "it sees one pool",
            answer => Names(answer).SequenceEqual([$"{Other}/there"]));
    }

    [Fact]
    public async Task Without_a_token_nobody_is_asked_and_a_wrong_one_is_refused()
    {
        await UntilAsync("it answers", () => Operator.AnswersAsync("readyz"));
        string good = await Accounts.MakeSeeingAsync();
        long before = await Server.RequestsAsync(Reviews, "POST");
        string[] none =
        [
            "", "Bearer", "Bearer ", "Bearer  ", $"Basic {good}", good, $"Bearer {good} more", $"Bearer {good},{good}", "Bearer \"\"", "Bearer %00",
            $"Bearer {new string('a', 20_000)}",
        ];
        foreach (string header in none) Assert.Equal(401, (await Operator.AskAsync("pools", header)).Code);
        Assert.Equal(401, (await Operator.PoolsAsync(null)).Code);
        Assert.Equal(before, await Server.RequestsAsync(Reviews, "POST"));

        string forged = good[..^8] + (good.EndsWith('A') ? "BBBBBBBB" : "AAAAAAAA");
        foreach (string token in (string[])["nobodys", forged, "a.b.c"]) Assert.Equal(401, (await Operator.PoolsAsync(token)).Code);
        Assert.Equal(200, (await Operator.PoolsAsync(good)).Code);
    }

    [Fact]
    public async Task Who_looks_again_and_again_is_not_asked_about_each_time_and_no_list_is_made()
    {
        string token = await Accounts.MakeSeeingAsync();
        await UntilSeenAsync(token, "both pools are seen", answer => Names(answer).Length == 2);
        long reviews = await Server.RequestsAsync(Reviews, "POST"), pools = await Server.RequestsAsync("sealworkers", "LIST"),
            pods = await Server.RequestsAsync("pods", "LIST");
        const int looks = 200;
        for (int look = 0; look < looks; look++) Assert.Equal(200, (await Operator.PoolsAsync(token)).Code);
        // However slow the machine is, each verdict is for several looks.
        Assert.InRange(await Server.RequestsAsync(Reviews, "POST") - reviews, 0, looks / 4);
        Assert.Equal(pools, await Server.RequestsAsync("sealworkers", "LIST"));
        Assert.Equal(pods, await Server.RequestsAsync("pods", "LIST"));
    }

    [Fact]
    public async Task An_account_that_is_gone_and_a_right_that_was_taken_away_are_refused_soon()
    {
        string gone = await Accounts.MakeSeeingAsync("goes"), loses = await Accounts.MakeSeeingAsync("loses");
        await UntilSeenAsync(gone, "it sees", answer => Names(answer).Length == 2);
        await UntilSeenAsync(loses, "it sees", answer => Names(answer).Length == 2);
        await Accounts.DeleteAsync("goes");
        await Accounts.BlindAsync("loses");
        await UntilAsync("the token of an account that is gone is refused", async () => (await Operator.PoolsAsync(gone)).Code == 401);
        await UntilAsync("the right is gone", async () => (await Operator.PoolsAsync(loses)).Code == 403);
    }

    [Fact]
    public async Task What_is_told_and_logged_holds_no_secret()
    {
        string token = await Accounts.MakeSeeingAsync(), stranger = await Accounts.MakeAsync("stranger");
        JsonNode secret = (await Server.GetAsync($"/api/v1/namespaces/{Namespace}/secrets/miner-token"))!;
        string miners = Encoding.UTF8.GetString(Convert.FromBase64String(secret["data"]!["token"]!.GetValue<string>()));
        JsonNode answer = await UntilSeenAsync(token, "the miner has answered", seen =>
            seen["pools"]!.AsArray().Any(pool => pool!["miner"]!["known"]?["actor"]?.GetValue<string>() is "t01000"));
        string refused = (await Operator.PoolsAsync(stranger)).Text, unknown = (await Operator.PoolsAsync("x" + token)).Text;
        string[] told = [answer.ToJsonString(), refused, unknown, Operator.Log];
        foreach (string text in told)
        {
            Assert.All((string[])[token, stranger, miners, miners.Split('.')[^1], token.Split('.')[^1]],
                value => Assert.DoesNotContain(value, text, StringComparison.Ordinal));
        }
    }
}
