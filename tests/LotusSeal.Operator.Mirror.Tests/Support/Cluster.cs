using System.Text;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Testing.Kubernetes;

[assembly: AssemblyFixture(typeof(Cluster))]

namespace LotusSeal.Operator.Mirror.Tests.Support;

/// <summary>A real API server with Secrets and ConfigMaps, and a gate before it that can be shut.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private const string Namespace = "default";
    private static readonly EntityDefinition<V1Secret> SecretDefinition = new(KubeJson.Options());
    private static readonly EntityDefinition<V1ConfigMap> MapDefinition = new(KubeJson.Options());

    private ControlPlane? _plane;
    private ApiConnection? _connection;

    public async ValueTask InitializeAsync()
    {
        _plane = await ControlPlane.StartAsync();
        if (_plane is null) return;
        _connection = ConnectionOf(_plane.KubeConfig);
        await Patience.UntilAsync("the namespace takes Secrets", async () =>
        {
            try
            {
                await PutSecretAsync($"probe-{Guid.NewGuid():n}", "x");
                return true;
            }
            catch (Exception error) when (error is HttpRequestException || error is KubernetesApiException)
            {
                return false;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        if (_plane is not null) await _plane.DisposeAsync();
    }

    public EntityClient<V1Secret> Secrets => new(Connection, SecretDefinition);

    public EntityClient<V1ConfigMap> ConfigMaps => new(Connection, MapDefinition);

    private ApiConnection Connection
    {
        get
        {
            if (_connection is null) Assert.Skip(KubeAssets.Missing);
            return _connection;
        }
    }

    /// <summary>Secrets by way of a gate.</summary>
    public (TcpGate Gate, EntityClient<V1Secret> Secrets, IDisposable Connection) Gated()
    {
        _ = Connection;
        TcpGate gate = new(_plane!.Address);
        ApiConnection connection = ConnectionOf(_plane.KubeConfigAt(gate.Address));
        return (gate, new EntityClient<V1Secret>(connection, SecretDefinition), connection);
    }

    /// <summary>Makes or changes a Secret.</summary>
    public Task PutSecretAsync(string name, string value, string key = "token") => Secrets.ApplyAsync(new ObjectKey(Namespace, name),
        ApplyBody.Of(SecretDefinition, new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace },
            Data = new Dictionary<string, byte[]> { [key] = Encoding.UTF8.GetBytes(value) },
        }), "tests", force: true, TestContext.Current.CancellationToken);

    /// <summary>Makes or changes a ConfigMap.</summary>
    public Task PutConfigMapAsync(string name, string value) => ConfigMaps.ApplyAsync(new ObjectKey(Namespace, name),
        ApplyBody.Of(MapDefinition, new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace },
            Data = new Dictionary<string, string> { ["ca.crt"] = value },
        }), "tests", force: true, TestContext.Current.CancellationToken);

    /// <summary>Deletes a Secret.</summary>
    public async Task DeleteSecretAsync(string name)
    {
        ObjectKey key = new(Namespace, name);
        V1Secret secret = (await Secrets.GetAsync(key, TestContext.Current.CancellationToken))!;
        await Secrets.DeleteAsync(key, new DeleteConditions(secret.Metadata.Uid), TestContext.Current.CancellationToken);
    }

    private static ApiConnection ConnectionOf(string kubeConfig) =>
        new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeConfig), TimeProvider.System, Patience.Limit);
}
