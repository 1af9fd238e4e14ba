using System.Globalization;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.LeaderElection;
using LotusSeal.KubeOps.Metrics;

namespace LotusSeal.KubeOps.Tests.LeaderElection;

/// <summary>A process that leads if it may, and then writes as fast as it can, until it is refused.</summary>
internal static class LeaderChild
{
    public const string Role = "leader", Refused = "refused";

    private const int AttemptsAfterwards = 10;

    /// <summary>A lease of some namespace.</summary>
    public static LeaderElector Elector(ApiConnection connection, string ns, string identity, LogLines log)
    {
        EntityClient<V1Lease> leases = new(connection, new EntityDefinition<V1Lease>(KubeJson.Options()));
        LeaseLock leaseLock = new(leases, new ObjectKey(ns, "leader"), identity);
        OperatorMetrics metrics = new(Prometheus.Metrics.NewCustomRegistry(), "test");
        return new LeaderElector(leaseLock, new LeaderElectionConfig { RetryPeriod = TimeSpan.FromSeconds(1) }, TimeProvider.System, metrics, log);
    }

    /// <summary>What the leaders write.</summary>
    public static EntityClient<V1ConfigMap> Writer(ApiConnection connection, IWriteFence? fence) =>
        new(connection, new EntityDefinition<V1ConfigMap>(KubeJson.Options()), fence);

    /// <summary>Plays the role.</summary>
    /// <param name="argument">Kubeconfig, namespace and identity.</param>
    public static int Play(string argument)
    {
        string[] parts = argument.Split(' ');
        return PlayAsync(parts[0], parts[1], parts[2]).GetAwaiter().GetResult();
    }

    private static async Task<int> PlayAsync(string kubeConfig, string ns, string identity)
    {
        using ApiConnection connection = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeConfig), TimeProvider.System);
        LeaderElector elector = Elector(connection, ns, identity, new LogLines());
        EntityClient<V1ConfigMap> writer = Writer(connection, elector);
        await elector.RunAndTryToHoldLeadershipForeverAsync(async _ =>
        {
            ObjectKey key = new(ns, identity);
            int refused = 0;
            // The token is left alone: it is the fence that must hold.
            for (int i = 1; refused <= AttemptsAfterwards; i++)
            {
                try
                {
                    JsonObject patch = new() { ["data"] = new JsonObject { ["written"] = i.ToString(CultureInfo.InvariantCulture) } };
                    await writer.MergePatchAsync(key, patch, null, CancellationToken.None);
                }
                catch (OperationCanceledException)
                {
                    refused++;
                }
            }

            Console.WriteLine(Refused);
        }, CancellationToken.None);
        return 0;
    }
}
