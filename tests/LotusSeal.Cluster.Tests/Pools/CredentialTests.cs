using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LotusSeal.Cluster.Tests.Support;

namespace LotusSeal.Cluster.Tests.Pools;

/// <summary>A token that is wrong, gone or another one: it is said in plain words, costs no pod, and is nowhere to be read.</summary>
public sealed class CredentialTests(PodCluster cluster) : LongOperatedTest(cluster)
{
    [Fact]
    public async Task Trouble_with_the_token_is_told_and_ends_with_it()
    {
        string first = await FieldAsync("secret", "miner-token", "{.data.token}");
        string second = Token(await SecretAsync()), foreign = Token(RandomNumberGenerator.GetBytes(32));
        await ApplyPoolAsync("token", $"{Plain}, {OwnDisk}");
        await UntilReadyAsync("token", 1);
        Dictionary<string, string> before = await PodsAsync("token");
        string hash = (await PoolAsync("token"))["status"]!["credentialHash"]!.GetValue<string>();

        await PatchAsync("secret", "miner-token", $$"""{ "stringData": { "token": "{{foreign}}" } }""");
        await UntilConditionAsync("token", "CredentialsValid", "Rejected", "token");
        await UntilConditionAsync("token", "Ready", "CredentialsInvalid");
        await PatchAsync("secret", "miner-token", """{"data":{"token":null,"other":"eA=="}}""");
        await UntilConditionAsync("token", "CredentialsValid", "KeyMissing", "Secret miner-token has no key token");
        await KubectlAsync("delete", "secret", "miner-token");
        await UntilConditionAsync("token", "CredentialsValid", "SecretMissing", "there is no Secret miner-token");
        await PassesAsync();
        Assert.Equal(before, await PodsAsync("token"));

        await KubectlAsync("create", "secret", "generic", "miner-token", $"--from-literal=token={second}");
        await UntilConditionAsync("token", "CredentialsValid", "Valid");
        await UntilReadyAsync("token", 1);
        Assert.NotEqual(hash, (await PoolAsync("token"))["status"]!["credentialHash"]!.GetValue<string>());
        await MinerAsync("pledge");
        await UntilProvingAsync();
        Assert.Equal(before, await PodsAsync("token"));
        Assert.Equal("0", await FieldAsync("pod", "token-0", "{.status.containerStatuses[0].restartCount}"));

        string everything = Operator.Log + await Operator.MetricsAsync()
            + await KubectlAsync("get", "events,events.events.k8s.io,sealworkers,pods,services,configmaps", "-o", "yaml", "--show-managed-fields")
            + await KubectlAsync("logs", "token-0", "--all-containers");
        foreach (string token in new[] { Encoding.ASCII.GetString(Convert.FromBase64String(first)), second, foreign })
        {
            // Header and permissions of all of them are alike; the signature is what nobody may have.
            Assert.DoesNotContain(token.Split('.')[2], everything, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.ASCII.GetBytes(token))[..^4], everything, StringComparison.Ordinal);
        }
    }

    /// <summary>The miner's key for tokens.</summary>
    private async Task<byte[]> SecretAsync()
    {
        string file = await ExecAsync("lotus-miner", "cat", "/var/lib/lotus-miner/keystore/MF2XI2BNNJ3XILLQOJUXMYLUMU");
        return Convert.FromBase64String(JsonNode.Parse(file)!["PrivateKey"]!.GetValue<string>());
    }

    /// <summary>A token with every permission, in another order than a miner writes them: otherwise it would be the same one.</summary>
    private static string Token(byte[] secret)
    {
        string signed = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Encode("""{"Allow":["admin","sign","write","read"]}"""u8)}";
        return $"{signed}.{Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
