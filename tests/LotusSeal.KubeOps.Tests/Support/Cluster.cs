using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.KubeOps.Tests.Support;

/// <summary>The API server of a test run.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private static readonly EntityDefinition<V1CustomResourceDefinition> Crds = new(KubeJson.Options(), namespaced: false);
    private static readonly EntityDefinition<V1Namespace> NamespaceDefinition = new(KubeJson.Options(), namespaced: false);

    private readonly ConcurrentBag<V1Namespace> _namespaces = [];
    private TestApiServer? _server;
    private ApiConnection? _connection;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _server = await TestApiServer.FindAsync();
        if (_server is null) return;
        _connection = ConnectionOf(_server.KubeConfig, null);
        await MakeGadgetsAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server?.Plane is null && _connection is not null) await CleanAsync(_connection);
        _connection?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <summary>A way to the API server; skips the test where there is none.</summary>
    public ApiConnection Connection
    {
        get
        {
            if (_connection is null) Assert.Skip(KubeAssets.Missing);
            return _connection;
        }
    }

    /// <summary>The way to it as a file; skips the test where there is none.</summary>
    public string KubeConfig
    {
        get
        {
            if (_server is null) Assert.Skip(KubeAssets.Missing);
            return _server.KubeConfig;
        }
    }

    /// <summary>Processes that may be killed; skips the test where there are none.</summary>
    public ControlPlane Plane
    {
        get
        {
            if (_server is null) Assert.Skip(KubeAssets.Missing);
            if (_server.Plane is null) Assert.Skip("this test kills an API server of its own: unset KUBECONFIG, and run `make kube-assets`");
            return _server.Plane;
        }
    }

    public EntityClient<Gadget> Gadgets => new(Connection, Gadget.Definition);

    /// <summary>A connection of a test's own.</summary>
    public ApiConnection NewConnection(TimeSpan? requestTimeout = null, IPEndPoint? at = null) =>
        ConnectionOf(at is null ? KubeConfig : Plane.KubeConfigAt(at), requestTimeout);

    /// <summary>A namespace of a test's own.</summary>
    public async Task<string> NewNamespaceAsync()
    {
        EntityClient<V1Namespace> client = new(Connection, NamespaceDefinition);
        V1Namespace made = await client.CreateAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = "kubeops-" } }, TestContext.Current.CancellationToken);
        _namespaces.Add(made);
        return made.Metadata.Name;
    }

    /// <summary>Makes a gadget; just after its start the API server may refuse for a moment.</summary>
    public Task CreateAsync(Gadget gadget) => Patience.UntilAsync($"{gadget.Metadata.Name} is made", async () =>
    {
        try
        {
            await Gadgets.CreateAsync(gadget, TestContext.Current.CancellationToken);
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or IOException || error is KubernetesApiException { IsTransient: true })
        {
            return false;
        }
    });

    /// <summary>Waits until etcd has forgotten a version.</summary>
    public Task UntilCompactedAsync(string ns, string version) => Patience.UntilAsync($"version {version} is compacted", async () =>
    {
        // Compaction leaves the newest version alone.
        Gadget other = await Gadgets.CreateAsync(Gadget.New(ns, $"other-{Guid.NewGuid():n}"), TestContext.Current.CancellationToken);
        await Gadgets.DeleteAsync(ObjectKey.Of(other), new DeleteConditions(other.Metadata.Uid), TestContext.Current.CancellationToken);
        string list = $"/apis/{Gadget.Group}/v1/namespaces/{ns}/gadgets?resourceVersion={version}&resourceVersionMatch=Exact";
        return await Plane.StatusOfAsync(list) == 410;
    });

    private static ApiConnection ConnectionOf(string kubeConfig, TimeSpan? requestTimeout) =>
        new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeConfig), TimeProvider.System, requestTimeout);

    /// <summary>Leaves a cluster that is not ours as it was.</summary>
    private async Task CleanAsync(ApiConnection connection)
    {
        EntityClient<V1Namespace> namespaces = new(connection, NamespaceDefinition);
        foreach (V1Namespace made in _namespaces)
            await namespaces.DeleteAsync(ObjectKey.Of(made), new DeleteConditions(made.Metadata.Uid), CancellationToken.None);
        EntityClient<V1CustomResourceDefinition> crds = new(connection, Crds);
        if (await crds.GetAsync(new ObjectKey(null, $"gadgets.{Gadget.Group}"), CancellationToken.None) is { } crd)
            await crds.DeleteAsync(ObjectKey.Of(crd), new DeleteConditions(crd.Metadata.Uid), CancellationToken.None);
    }

    private async Task MakeGadgetsAsync()
    {
        EntityClient<V1CustomResourceDefinition> client = new(_connection!, Crds);
        ObjectKey key = new(null, $"gadgets.{Gadget.Group}");
        JsonNode body = JsonNode.Parse($$"""
            { "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "{{key.Name}}" },
              "spec": { "group": "{{Gadget.Group}}", "scope": "Namespaced", "names": { "kind": "Gadget", "plural": "gadgets" },
                "versions": [ { "name": "v1", "served": true, "storage": true, "subresources": { "status": {} },
                  "schema": { "openAPIV3Schema": { "type": "object", "properties": {
                    "spec": { "type": "object", "properties": { "size": { "type": "integer", "maximum": 100 } } },
                    "status": { "type": "object", "properties": { "seen": { "type": "integer" } } } } } } } ] } }
            """)!;
        await client.ApplyAsync(key, Encoding.UTF8.GetBytes(body.ToJsonString()), "tests", force: true, CancellationToken.None);
        await Patience.UntilAsync("gadgets are served", async () =>
        {
            try
            {
                // A list is answered before the storage takes anything.
                ObjectKey probe = new("default", $"probe-{Guid.NewGuid():n}");
                Gadget made = await Gadgets.CreateAsync(Gadget.New(probe.Namespace!, probe.Name), CancellationToken.None);
                return await Gadgets.DeleteAsync(probe, new DeleteConditions(made.Metadata.Uid), CancellationToken.None);
            }
            catch (KubernetesApiException error) when (error.IsNotFound || error.IsTransient)
            {
                return false;
            }
        });
    }
}
