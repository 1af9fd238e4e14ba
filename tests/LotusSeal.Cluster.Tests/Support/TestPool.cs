using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Validation;

namespace LotusSeal.Cluster.Tests.Support;

/// <summary>A pool as the cluster has stored it, with what is rendered for it.</summary>
/// <param name="Pool">The pool.</param>
internal sealed record TestPool(V1Alpha1SealWorker Pool)
{
    /// <summary>The pool that a cluster has stored; the rules that the webhook asks hold for it.</summary>
    /// <param name="stored">As <c>kubectl get -o json</c> prints it.</param>
    public static TestPool Of(string stored)
    {
        V1Alpha1SealWorker pool = JsonSerializer.Deserialize(stored, SealWorkerJson.Default.V1Alpha1SealWorker)!;
        Assert.Empty(SealWorkerValidator.Check(pool).Faults);
        return new TestPool(pool);
    }

    /// <summary>The pool's own objects: Service, budget, network policy.</summary>
    public string Shared() => List(PoolObjects.Service(Pool), PoolObjects.Budget(Pool), PoolNetworkPolicy.Render(Pool, new OperatorSettings()));

    /// <summary>A worker, with its claim if it has one.</summary>
    public string Worker(int ordinal)
    {
        V1Pod pod = WorkerPod.Render(new WorkerPodContext(Pool, new OperatorSettings(), ordinal) { SectorSize = "2KiB" });
        return PoolObjects.Claim(Pool, ordinal) is { } claim ? List(claim, pod) : List(pod);
    }

    private static string List(params object[] objects)
    {
        JsonObject list = new() { ["apiVersion"] = "v1", ["kind"] = "List" };
        list["items"] = new JsonArray([.. objects.Select(one => JsonNode.Parse(KubernetesJson.Serialize(one)))]);
        return list.ToJsonString();
    }
}
