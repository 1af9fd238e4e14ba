using System.Text;
using k8s.Models;
using LotusSeal.KubeOps.Certificates;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LotusSeal.KubeOps.Tests.Certificates;

/// <summary>The Secret and the bundles on a real API server.</summary>
[Collection(KubernetesCollection.Name)]
public sealed class CertificateKeeperTests(Cluster cluster) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly LogLines _log = new();
    private readonly string _configuration = $"test-{Guid.NewGuid():n}";
    private CertificateOptions _options = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private EntityClient<V1Secret> Secrets => new(cluster.Connection, new EntityDefinition<V1Secret>(KubeJson.Options()));

    private EntityClient<V1ValidatingWebhookConfiguration> Configurations => new(
        cluster.Connection, new EntityDefinition<V1ValidatingWebhookConfiguration>(KubeJson.Options(), namespaced: false));

    public async ValueTask InitializeAsync()
    {
        string ns = await cluster.NewNamespaceAsync();
        _options = new CertificateOptions
        {
            Secret = new ObjectKey(ns, "webhook"),
            Names = CertificateOptions.NamesOf("service", ns),
            Configurations = [_configuration],
        };
        await Configurations.CreateAsync(Configuration(), Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (await Configurations.GetAsync(new ObjectKey(null, _configuration), CancellationToken.None) is { } made)
            await Configurations.DeleteAsync(ObjectKey.Of(made), new DeleteConditions(made.Metadata.Uid), CancellationToken.None);
    }

    [Fact]
    public async Task Several_that_begin_at_once_agree()
    {
        CertificateKeeper[] keepers = [.. Enumerable.Range(0, 8).Select(_ => Keeper())];
        await Task.WhenAll(keepers.Select(keeper => keeper.PassAsync(Cancelled)));
        Assert.Single(_log.Of(4600));
        foreach (CertificateKeeper keeper in keepers) await keeper.PassAsync(Cancelled);
        Assert.Single(keepers.Select(keeper => keeper.Current.TargetCertificate.Thumbprint).Distinct());
        Assert.Equal((await SecretAsync()).Data["ca.crt"], await BundleAsync());
        Assert.All(keepers, keeper => Assert.True(keeper.Ready.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Several_that_renew_at_once_agree()
    {
        CertificateKeeper[] keepers = [.. Enumerable.Range(0, 8).Select(_ => Keeper())];
        foreach (CertificateKeeper keeper in keepers) await keeper.PassAsync(Cancelled);
        string before = keepers[0].Current.TargetCertificate.Thumbprint;
        _time.Advance(TimeSpan.FromDays(60));
        await Task.WhenAll(keepers.Select(keeper => keeper.PassAsync(Cancelled)));
        Assert.Single(_log.Of(4602));
        Assert.NotEqual(before, Assert.Single(keepers.Select(keeper => keeper.Current.TargetCertificate.Thumbprint).Distinct()));
    }

    [Fact]
    public async Task An_authority_that_is_due_is_trusted_beside_the_older_one_before_it_signs()
    {
        CertificateKeeper keeper = Keeper();
        await keeper.PassAsync(Cancelled);
        byte[] first = await BundleAsync();
        for (int days = 0; days < 487; days++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            if (days > 480 || days % 20 == 0) await keeper.PassAsync(Cancelled);
        }

        string both = Encoding.ASCII.GetString(await BundleAsync()), served = keeper.Current.TargetCertificate.Thumbprint;
        Assert.Equal(3, both.Split("-----BEGIN CERTIFICATE-----").Length);
        Assert.EndsWith(Encoding.ASCII.GetString(first).Trim(), both.Trim(), StringComparison.Ordinal);
        await keeper.PassAsync(Cancelled);
        Assert.Equal(served, keeper.Current.TargetCertificate.Thumbprint);
        _time.Advance(TimeSpan.FromHours(1));
        await keeper.PassAsync(Cancelled);
        Assert.NotEqual(served, keeper.Current.TargetCertificate.Thumbprint);
        Assert.Equal(both, Encoding.ASCII.GetString(await BundleAsync()));
    }

    [Theory]
    [InlineData("ca.crt", "nothing of the kind")]
    [InlineData("ca.key", "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----")]
    [InlineData("tls.crt", "")]
    [InlineData("tls.key", "-----BEGIN PRIVATE KEY-----")]
    public async Task What_somebody_damaged_is_replaced_and_said(string name, string content)
    {
        CertificateKeeper keeper = Keeper();
        await keeper.PassAsync(Cancelled);
        V1Secret secret = await SecretAsync();
        secret.Data[name] = Encoding.ASCII.GetBytes(content);
        await Secrets.UpdateAsync(secret, Cancelled);
        await keeper.PassAsync(Cancelled);
        Assert.Contains(name, Assert.Single(_log.Of(4601)), StringComparison.Ordinal);
        Assert.NotNull(CertificateSecret.Read((await SecretAsync()).Data, out string? problem)?.Server);
        Assert.Null(problem);
        Assert.Equal((await SecretAsync()).Data["ca.crt"], await BundleAsync());
    }

    [Fact]
    public async Task The_secret_of_somebody_else_is_replaced_and_no_key_is_logged()
    {
        string foreign = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        await Secrets.CreateAsync(new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = _options.Secret.Name, NamespaceProperty = _options.Secret.Namespace },
            StringData = new Dictionary<string, string> { ["password"] = foreign },
        }, Cancelled);
        CertificateKeeper keeper = Keeper();
        await keeper.PassAsync(Cancelled);
        V1Secret secret = await SecretAsync();
        Assert.Equal(["ca.crt", "ca.key", "tls.crt", "tls.key"], secret.Data.Keys.Order());
        Assert.Single(_log.Of(4601));
        Assert.DoesNotContain(foreign, _log.ToString(), StringComparison.Ordinal);
        string keys = Encoding.ASCII.GetString([.. secret.Data["ca.key"], .. secret.Data["tls.key"]]);
        foreach (string line in keys.Split('\n').Where(line => line.Length > 40))
            Assert.DoesNotContain(line, _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_somebody_changed_is_put_back_and_nothing_else_is_touched()
    {
        CertificateKeeper keeper = Keeper();
        await keeper.PassAsync(Cancelled);
        byte[] bundle = await BundleAsync();
        string version = (await ConfigurationAsync()).Metadata.ResourceVersion;
        await keeper.PassAsync(Cancelled);
        Assert.Equal(version, (await ConfigurationAsync()).Metadata.ResourceVersion);

        V1ValidatingWebhookConfiguration changed = await ConfigurationAsync();
        foreach (V1ValidatingWebhook webhook in changed.Webhooks) webhook.ClientConfig.CaBundle = null;
        changed.Webhooks[1].TimeoutSeconds = 7;
        await Configurations.UpdateAsync(changed, Cancelled);
        await keeper.PassAsync(Cancelled);
        Assert.Equal(bundle, await BundleAsync());
        V1ValidatingWebhookConfiguration now = await ConfigurationAsync();
        Assert.Equal([3, 7], now.Webhooks.Select(webhook => webhook.TimeoutSeconds));
        Assert.All(now.Webhooks, webhook => Assert.Equal("Ignore", webhook.FailurePolicy));
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_is_said_once_and_not_made()
    {
        V1ValidatingWebhookConfiguration made = await ConfigurationAsync();
        await Configurations.DeleteAsync(ObjectKey.Of(made), new DeleteConditions(made.Metadata.Uid), Cancelled);
        CertificateKeeper keeper = Keeper();
        await keeper.PassAsync(Cancelled);
        await keeper.PassAsync(Cancelled);
        Assert.Single(_log.Of(4604));
        Assert.Null(await Configurations.GetAsync(ObjectKey.Of(made), Cancelled));
        await Configurations.CreateAsync(Configuration(), Cancelled);
        await keeper.PassAsync(Cancelled);
        Assert.NotEmpty(await BundleAsync());
    }

    private CertificateKeeper Keeper() => new(cluster.Connection, _options, _time, _log);

    private async Task<V1Secret> SecretAsync() => (await Secrets.GetAsync(_options.Secret, Cancelled))!;

    private async Task<V1ValidatingWebhookConfiguration> ConfigurationAsync() =>
        (await Configurations.GetAsync(new ObjectKey(null, _configuration), Cancelled))!;

    private async Task<byte[]> BundleAsync()
    {
        byte[][] bundles = [.. (await ConfigurationAsync()).Webhooks.Select(webhook => webhook.ClientConfig.CaBundle)];
        Assert.Equal(bundles[0], bundles[1]);
        return bundles[0];
    }

    private V1ValidatingWebhookConfiguration Configuration() => new()
    {
        Metadata = new V1ObjectMeta { Name = _configuration },
        Webhooks = [.. new[] { 3, 4 }.Select(seconds => new V1ValidatingWebhook
        {
            Name = $"w{seconds}.test.lotusseal.io",
            ClientConfig = new() { Url = "https://127.0.0.1:1/none" },
            Rules = [new() { ApiGroups = ["test.lotusseal.io"], ApiVersions = ["v1"], Operations = ["CREATE"], Resources = ["nothing"] }],
            FailurePolicy = "Ignore",
            SideEffects = "None",
            AdmissionReviewVersions = ["v1"],
            TimeoutSeconds = seconds,
        })],
    };
}
