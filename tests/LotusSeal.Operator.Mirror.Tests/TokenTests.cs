using k8s.Models;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.KubeOps.Client;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Credentials;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Operator.Observed;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>Tokens: what a Secret may have, and how they change.</summary>
public sealed class TokenTests(Cluster cluster) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private DevMinerHost? _miner;

    private DevMinerHost Miner => _miner!;

    public async ValueTask InitializeAsync() => _miner = await Scene.MinerAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await Miner.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("abc.DEF-1_2", "abc.DEF-1_2")]
    [InlineData(" \tabc\r\n\n", "abc")]
    [InlineData("", null)]
    [InlineData("\n", null)]
    [InlineData("a b", null)]
    [InlineData("a\u0001b", null)]
    [InlineData("a\nb", null)]
    [InlineData("töken", null)]
    [InlineData("abc:/ip4/127.0.0.1/tcp/2345/http", null)]
    public void A_token_is_what_may_stand_in_a_header(string data, string? token)
    {
        Assert.Equal(token, TokenText.Parse(System.Text.Encoding.UTF8.GetBytes(data), out string? problem));
        Assert.Equal(token is null, problem is not null);
    }

    [Fact]
    public async Task A_Secret_that_is_made_later_is_noticed_without_a_look()
    {
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(Miner.RpcUrl.ToString(), null);
        Assert.Equal(CredentialKind.SecretMissing, (await scene.LookAsync(pool)).Credentials.Kind);
        await cluster.PutSecretAsync(pool.Metadata.Name, "x", key: "other");
        await Patience.UntilAsync("the pool is told", () => scene.ToldOf(pool) > 0);
        Assert.Equal(CredentialKind.KeyMissing, (await scene.LookAsync(pool)).Credentials.Kind);
        await cluster.PutSecretAsync(pool.Metadata.Name, "no token\n");
        await scene.UntilAsync(pool, "it is malformed", answer => answer.Credentials.Kind == CredentialKind.Malformed);
        await cluster.PutSecretAsync(pool.Metadata.Name, Miner.AdminToken);
        await scene.UntilAsync(pool, "the miner answers", answer => answer is { LastView: not null, Credentials.Kind: CredentialKind.Valid });
        await cluster.DeleteSecretAsync(pool.Metadata.Name);
        MinerAnswer gone = await scene.UntilAsync(pool, "it is missing", answer => answer.Credentials.Kind == CredentialKind.SecretMissing);
        Assert.NotNull(gone.LastView);
        Assert.Null(gone.Credentials.Hash);
        Assert.Equal(0, scene.Miners.Count);
    }

    [Fact]
    public async Task A_good_token_that_is_changed_or_goes_is_noticed_without_a_look()
    {
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        await scene.UntilAsync(pool, "it is good", answer => answer is { LastView: not null, Credentials.Kind: CredentialKind.Valid });
        await UntilToldAsync(scene, pool, () => cluster.PutSecretAsync(pool.Metadata.Name, "no.such.token"));
        await scene.UntilAsync(pool, "it is refused", answer => answer.Credentials.Kind == CredentialKind.Rejected);
        await cluster.PutSecretAsync(pool.Metadata.Name, Miner.AdminToken);
        await scene.UntilAsync(pool, "it is good again", answer => answer.Credentials.Kind == CredentialKind.Valid);
        await UntilToldAsync(scene, pool, () => cluster.DeleteSecretAsync(pool.Metadata.Name));
        Assert.Equal(CredentialKind.SecretMissing, (await scene.LookAsync(pool)).Credentials.Kind);
    }

    [Fact]
    public async Task A_token_that_is_refused_or_may_too_little_is_told_and_a_better_one_taken()
    {
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(Miner.RpcUrl.ToString(), "no.such.token");
        MinerAnswer refused = await scene.UntilAsync(pool, "it is refused", answer => answer.Credentials.Kind == CredentialKind.Rejected);
        Assert.Null(refused.Problem);
        Assert.Contains(pool.Metadata.Name, refused.Credentials.Message, StringComparison.Ordinal);
        await cluster.PutSecretAsync(pool.Metadata.Name, Miner.Repository.Tokens.Issue(Permission.Read | Permission.Write));
        await Patience.UntilAsync("the pool is told of the other token", () => scene.ToldOf(pool) > 1);
        await scene.UntilAsync(pool, "it is no admin's", answer => answer.Credentials.Kind == CredentialKind.NotAdmin);
        await cluster.PutSecretAsync(pool.Metadata.Name, Miner.AdminToken);
        MinerAnswer good = await scene.UntilAsync(pool, "it is good", answer => answer.Credentials.Kind == CredentialKind.Valid);
        Assert.NotEqual(refused.Credentials.Hash, good.Credentials.Hash);
    }

    [Fact]
    public async Task Another_token_that_is_as_good_leaves_what_is_known()
    {
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        MinerAnswer before = await scene.UntilAsync(pool, "the miner answers", answer => answer.LastView is not null);
        // Other permissions in it, so that it is another text.
        await cluster.PutSecretAsync(pool.Metadata.Name, Miner.Repository.Tokens.Issue(Permission.Read | Permission.Admin));
        await scene.UntilAsync(pool, "the other token is taken", answer =>
        {
            Assert.NotNull(answer.LastView);
            return answer.Credentials is { Kind: CredentialKind.Valid } now && now.Hash != before.Credentials.Hash;
        });
        Assert.Equal(1, scene.Miners.Count);
    }

    [Fact]
    public async Task Two_pools_with_two_tokens_do_not_disturb_each_other()
    {
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker good = await scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        V1Alpha1SealWorker bad = await scene.PoolAsync(Miner.RpcUrl.ToString(), "no.such.token");
        await scene.UntilAsync(good, "one is taken", answer => answer.Credentials.Kind == CredentialKind.Valid);
        await scene.UntilAsync(bad, "one is refused", answer => answer.Credentials.Kind == CredentialKind.Rejected);
        Assert.Equal(2, scene.Miners.Count);
        Assert.Equal(CredentialKind.Valid, (await scene.LookAsync(good)).Credentials.Kind);
        scene.Miners.Forget(ObjectKey.Of(bad));
        Assert.Contains("sealworker_miner_up{", await scene.ScrapeAsync(), StringComparison.Ordinal);
        Assert.Null((await scene.LookAsync(bad)).LastView);
    }

    [Fact]
    public async Task While_the_API_server_is_away_the_last_token_does()
    {
        (TcpGate gate, EntityClient<V1Secret> secrets, IDisposable connection) = cluster.Gated();
        await using TcpGate closed = gate;
        using IDisposable held = connection;
        await using Scene scene = new(cluster, secrets);
        V1Alpha1SealWorker pool = await scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        await scene.UntilAsync(pool, "the miner answers", answer => answer.LastView is not null);
        gate.Shut();
        int asked = gate.Asked;
        await scene.UntilAsync(pool, "the Secret is asked for in vain", _ => gate.Asked > asked);
        MinerAnswer answer = await scene.LookAsync(pool);
        Assert.Equal((CredentialKind.Valid, null), (answer.Credentials.Kind, answer.Problem));
        V1Alpha1SealWorker other = await scene.PoolAsync(Miner.RpcUrl.ToString(), Miner.AdminToken);
        MinerAnswer unknown = await scene.LookAsync(other);
        Assert.Equal((CredentialKind.Unknown, null), (unknown.Credentials.Kind, unknown.LastView));
        Assert.Contains("cannot be read", unknown.Credentials.Message, StringComparison.Ordinal);
        gate.Open();
        await scene.UntilAsync(other, "the miner answers", answer => answer.LastView is not null);
    }

    /// <summary>Waits until a change of the Secret is told; a good miner has nothing else to tell.</summary>
    private static async Task UntilToldAsync(Scene scene, V1Alpha1SealWorker pool, Func<Task> change)
    {
        int before = scene.ToldOf(pool);
        await change();
        await Patience.UntilAsync("the pool is told", () => scene.ToldOf(pool) > before, () => $"{scene.Log}");
    }
}
