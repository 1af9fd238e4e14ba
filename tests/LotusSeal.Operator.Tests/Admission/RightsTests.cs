using System.Text.Json.Nodes;
using LotusSeal.Operator.Tests.Cluster;

namespace LotusSeal.Operator.Tests.Admission;

/// <summary>What the manifests of config/rbac let the operator and people do, as a real API server sees it: these verbs and no other.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed class RightsTests(ApiServer server)
{
    private const string Operator = "system:serviceaccount:lotusseal-system:lotus-seal-operator", SystemSpace = "lotusseal-system",
        Elsewhere = "sealing";

    private static readonly string[] Verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

    /// <summary>Group, resource, subresource, namespace, name, and the verbs that there are.</summary>
    public static TheoryData<string, string, string, string, string, string> Rights => new()
    {
        { "lotusseal.io", "sealworkers", "", Elsewhere, "", "get list watch patch" },
        { "lotusseal.io", "sealworkers", "status", Elsewhere, "", "patch" },
        { "lotusseal.io", "sealworkers", "finalizers", Elsewhere, "", "update" },
        { "lotusseal.io", "sealworkers", "scale", Elsewhere, "", "" },
        { "", "pods", "", Elsewhere, "", "get list watch create patch delete" },
        { "", "pods", "exec", Elsewhere, "", "" },
        { "", "pods", "eviction", Elsewhere, "", "" },
        { "", "persistentvolumeclaims", "", Elsewhere, "", "list watch create patch delete" },
        { "", "services", "", Elsewhere, "", "list watch create patch delete" },
        { "policy", "poddisruptionbudgets", "", Elsewhere, "", "list watch create patch" },
        { "networking.k8s.io", "networkpolicies", "", Elsewhere, "", "list watch create patch delete" },
        { "events.k8s.io", "events", "", Elsewhere, "", "create patch" },
        { "", "events", "", Elsewhere, "", "" },
        { "", "secrets", "", Elsewhere, "miner-token", "get" },
        { "", "configmaps", "", Elsewhere, "miner-ca", "get" },
        { "", "secrets", "", SystemSpace, "lotus-seal-operator-webhook", "get create update" },
        { "", "secrets", "", SystemSpace, "another", "get create" },
        { "coordination.k8s.io", "leases", "", SystemSpace, "lotus-seal-operator-leader", "get create update" },
        { "coordination.k8s.io", "leases", "", SystemSpace, "another", "create" },
        { "coordination.k8s.io", "leases", "", Elsewhere, "lotus-seal-operator-leader", "" },
        { "admissionregistration.k8s.io", "validatingwebhookconfigurations", "", "", "lotus-seal-operator", "get patch" },
        { "admissionregistration.k8s.io", "validatingwebhookconfigurations", "", "", "another", "" },
        { "admissionregistration.k8s.io", "mutatingwebhookconfigurations", "", "", "lotus-seal-operator", "" },
        { "", "nodes", "", "", "", "list watch" },
        { "apiextensions.k8s.io", "customresourcedefinitions", "", "", "sealworkers.lotusseal.io", "" },
        { "rbac.authorization.k8s.io", "clusterroles", "", "", "", "" },
    };

    [Theory, MemberData(nameof(Rights))]
    public async Task The_operator_may_do_this_and_nothing_else(string group, string resource, string part, string space, string name, string verbs)
    {
        KubeObjects objects = await ObjectsAsync();
        await Patience.UntilAsync("the rights are known",
            () => MayAsync(objects, Operator, ("lotusseal.io", "sealworkers", "", Elsewhere, ""), "list"));
        Assert.Equal(verbs, await VerbsAsync(objects, Operator, (group, resource, part, space, name)));
    }

    [Theory]
    [InlineData("sealworker-viewer", "", "get list watch")]
    [InlineData("sealworker-viewer", "status", "get")]
    [InlineData("sealworker-viewer", "scale", "get")]
    [InlineData("sealworker-editor", "", "create update patch delete deletecollection")]
    [InlineData("sealworker-editor", "scale", "update patch")]
    [InlineData("sealworker-editor", "status", "")]
    public async Task People_may_see_or_change_pools(string role, string part, string verbs)
    {
        KubeObjects objects = await ObjectsAsync();
        string user = $"somebody-{role}";
        await Manifests.ApplyAsync(objects, [JsonNode.Parse($$"""
            { "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": { "name": "{{user}}", "namespace": "{{Elsewhere}}" },
              "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "{{role}}" },
              "subjects": [{ "kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "{{user}}" }] }
            """)!]);
        string one = role.EndsWith("viewer", StringComparison.Ordinal) ? "get" : "create";
        await Patience.UntilAsync("the rights are known", () => MayAsync(objects, user, ("lotusseal.io", "sealworkers", "", Elsewhere, ""), one));
        Assert.Equal(verbs, await VerbsAsync(objects, user, ("lotusseal.io", "sealworkers", part, Elsewhere, "")));
    }

    [Fact]
    public async Task The_service_is_taken()
    {
        KubeObjects objects = await ObjectsAsync();
        await Manifests.ApplyAsync(objects, Manifests.Read("webhook", "service.yaml"));
    }

    private async Task<KubeObjects> ObjectsAsync()
    {
        KubeObjects objects = new(server.Client);
        await Manifests.NamespaceAsync(objects, SystemSpace);
        await Manifests.NamespaceAsync(objects, Elsewhere);
        await Manifests.ApplyAsync(objects, Manifests.Read("rbac"));
        return objects;
    }

    private static async Task<string> VerbsAsync(
        KubeObjects objects, string user, (string Group, string Resource, string Part, string Space, string Name) what)
    {
        List<string> allowed = [];
        foreach (string verb in Verbs)
        {
            if (await MayAsync(objects, user, what, verb)) allowed.Add(verb);
        }

        return string.Join(' ', allowed);
    }

    private static async Task<bool> MayAsync(
        KubeObjects objects, string user, (string Group, string Resource, string Part, string Space, string Name) what, string verb)
    {
        JsonObject attributes = new()
        {
            ["verb"] = verb,
            ["group"] = what.Group,
            ["resource"] = what.Resource,
            ["subresource"] = what.Part,
            ["namespace"] = what.Space,
            // Nobody gives a name to what is not there yet, nor to a list.
            ["name"] = verb is "create" or "list" or "watch" or "deletecollection" ? "" : what.Name,
        };
        JsonObject review = new()
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SubjectAccessReview",
            ["spec"] = new JsonObject { ["user"] = user, ["resourceAttributes"] = attributes },
        };
        KubeAnswer answer = await objects.PostAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", review.ToJsonString());
        Assert.True(answer.IsTaken, answer.Text);
        return JsonNode.Parse(answer.Text)!["status"]!["allowed"]!.GetValue<bool>();
    }
}
