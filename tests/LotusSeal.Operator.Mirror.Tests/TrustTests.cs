using System.Net;
using System.Security.Cryptography.X509Certificates;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Operator.Observed;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>Miners over https, with an authority of their owner.</summary>
public sealed class TrustTests(Cluster cluster) : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task The_authority_of_the_ConfigMap_is_trusted()
    {
        using X509Certificate2 certificate = _certificates.Issue("CN=miner", null, IPAddress.Loopback);
        await using ScriptedMiner miner = new(certificate);
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await PoolAsync(scene, miner);
        MinerAnswer missing = await scene.LookAsync(pool);
        Assert.Equal(MinerProblemKind.DialFailed, missing.Problem!.Kind);
        Assert.Contains("there is no ConfigMap", missing.Problem.Message, StringComparison.Ordinal);
        await cluster.PutConfigMapAsync(pool.Metadata.Name, "nothing\n");
        await Patience.UntilAsync("the pool is told", () => scene.ToldOf(pool) > 0);
        Assert.Contains("has no certificate", (await scene.LookAsync(pool)).Problem!.Message, StringComparison.Ordinal);
        await cluster.PutConfigMapAsync(pool.Metadata.Name, _certificates.Authority.ExportCertificatePem());
        await scene.UntilAsync(pool, "it answers", answer => answer is { LastView: not null, Problem: null });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_name_or_another_authority_gets_no_token(bool hasAnotherName)
    {
        using TestCertificates others = new();
        using X509Certificate2 certificate = hasAnotherName
            ? _certificates.Issue("CN=another", "another.example", IPAddress.Parse("10.1.2.3")) : others.Issue("CN=miner", null, IPAddress.Loopback);
        await using ScriptedMiner miner = new(certificate);
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await PoolAsync(scene, miner);
        await cluster.PutConfigMapAsync(pool.Metadata.Name, _certificates.Authority.ExportCertificatePem());
        MinerAnswer refused = await scene.UntilAsync(pool, "it is refused", answer => answer.Problem is { } problem
            && problem.Message.Contains("not accepted", StringComparison.Ordinal));
        Assert.Equal(MinerProblemKind.DialFailed, refused.Problem!.Kind);
        Assert.Equal(0, miner.Asked("Version"));
    }

    private static async Task<V1Alpha1SealWorker> PoolAsync(Scene scene, ScriptedMiner miner)
    {
        V1Alpha1SealWorker pool = await scene.PoolAsync($"https://127.0.0.1:{miner.Port}", "token");
        pool.Spec.Miner.CaConfigMapRef = new OptionalDataKeyReference { Name = pool.Metadata.Name };
        return pool;
    }
}
