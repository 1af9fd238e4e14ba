using System.Text.Json.Nodes;

namespace LotusSeal.Operator.Plugin.Tests.Support;

/// <summary>The objects of a case in a namespace of a test's own, and what becomes of them.</summary>
internal sealed class Farm(ApiServer server, string ns)
{
    private static int _made;

    /// <summary>The namespace.</summary>
    public string Namespace => ns;

    /// <summary>Makes the objects of a case.</summary>
    public static async Task<Farm> MakeAsync(ApiServer server, string name) =>
        new(server, await PoolCase.MakeAsync(server, name, $"farm-{Interlocked.Increment(ref _made)}-{Guid.NewGuid():n}"[..20]));

    /// <summary>Runs a command in this process.</summary>
    public Task<Ran> SealAsync(string arguments, string? answer = null, bool together = false) =>
        PluginProgram.InsideAsync(server.KubeConfig, $"{arguments} -n {ns}", answer: answer, together: together);

    /// <summary>An annotation of a pod; null when it has none of that name.</summary>
    public async Task<string?> OfPodAsync(string pod, string annotation) => Annotation(await server.ReadAsync(Pod(pod)), annotation);

    /// <summary>An annotation of the pool; null when it has none of that name.</summary>
    public async Task<string?> OfPoolAsync(string annotation) => Annotation(await server.ReadAsync(Pool), annotation);

    /// <summary>The pool as it is now.</summary>
    public async Task<JsonNode> PoolAsync() => (await server.ReadAsync(Pool))!;

    /// <summary>Changes the pool's status as the operator does.</summary>
    public Task StatusAsync(string patch) => server.PatchAsync($"{Pool}/status", $$"""{ "status": {{patch}} }""");

    /// <summary>Writes the status as an operator does whose queue has changed.</summary>
    public Task QueueAsync(int count) => StatusAsync($$"""{ "queuedTasks": {{count}} }""");

    /// <summary>Changes a pod in a way that is of no importance.</summary>
    public Task AnnotatePodAsync(string pod, string value) =>
        server.PatchAsync(Pod(pod), $$"""{ "metadata": { "annotations": { "example.com/seen": "{{value}}" } } }""");

    /// <summary>Which pool it is, of all that have had its name.</summary>
    public async Task<string> UidAsync() => (await PoolAsync())["metadata"]!["uid"]!.GetValue<string>();

    /// <summary>Deletes the pool, and makes one of the same name and specification.</summary>
    public async Task MakeAnewAsync()
    {
        JsonNode before = await PoolAsync();
        await server.SendAsync(HttpMethod.Delete, Pool);
        await server.MakeAsync(ns, new JsonObject
        {
            ["apiVersion"] = before["apiVersion"]!.DeepClone(),
            ["kind"] = before["kind"]!.DeepClone(),
            ["metadata"] = new JsonObject { ["name"] = before["metadata"]!["name"]!.DeepClone() },
            ["spec"] = before["spec"]!.DeepClone(),
        });
    }

    /// <summary>Ends a pod at once.</summary>
    public Task EndAsync(string pod) => server.SendAsync(HttpMethod.Delete, $"{Pod(pod)}?gracePeriodSeconds=0");

    /// <summary>Where the pool is.</summary>
    public string Pool => $"/apis/lotusseal.io/v1alpha1/namespaces/{ns}/sealworkers/pc1";

    /// <summary>Where a pod is.</summary>
    public string Pod(string name) => $"/api/v1/namespaces/{ns}/pods/{name}";

    private static string? Annotation(JsonNode? one, string name) => one?["metadata"]?["annotations"]?[name]?.GetValue<string>();
}
