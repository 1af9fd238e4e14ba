using System.Text.Json.Nodes;
using LotusSeal.Operator.Tests.Rendering;

namespace LotusSeal.Operator.Tests.Cluster;

/// <summary>A real API server takes every object as it is, pods in a namespace that enforces the restricted profile.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class ApiServerObjectTests(ApiServer server)
{
    private const string Namespace = """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: sealing
          labels: { pod-security.kubernetes.io/enforce: PROFILE }
        """;

    private const string Priority = """
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: { name: sealing }
        value: 1000
        """;

    public static TheoryData<string> Cases => [.. RenderedCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task Objects_are_taken_without_an_unknown_field(string name)
    {
        RenderedCase rendered = RenderedCase.Load(name);
        KubeObjects objects = new(server.Client);
        // Folders and networks of nodes are for privileged namespaces.
        bool privileged = name.StartsWith("host-", StringComparison.Ordinal);
        string profile = privileged ? "privileged" : "restricted";
        string space = Namespace.Replace("PROFILE", profile, StringComparison.Ordinal);
        Assert.True((await objects.ApplyAsync("/api/v1/namespaces/sealing", space, dryRun: false)).IsTaken);
        Assert.True((await objects.ApplyAsync("/apis/scheduling.k8s.io/v1/priorityclasses/sealing", Priority, dryRun: false)).IsTaken);
        foreach (JsonObject one in rendered.Objects())
        {
            string api = one["apiVersion"]!.GetValue<string>(), kind = one["kind"]!.GetValue<string>();
            string plural = kind == "NetworkPolicy" ? "networkpolicies" : $"{kind.ToLowerInvariant()}s";
            string path = $"/{(api.Contains('/', StringComparison.Ordinal) ? "apis" : "api")}/{api}/namespaces/sealing/{plural}";
            KubeAnswer answer = await objects.CreateAsync(path, one.ToJsonString(), dryRun: true);
            Assert.True(answer.IsTaken, $"{kind}: {answer.Text}");
        }
    }
}
