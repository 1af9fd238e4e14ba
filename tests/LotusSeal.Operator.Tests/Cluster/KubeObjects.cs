using System.Text;

namespace LotusSeal.Operator.Tests.Cluster;

/// <summary>Writes objects as their YAML stands, with nothing of ours in between.</summary>
internal sealed class KubeObjects(HttpClient client)
{
    public const string Pools = "/apis/lotusseal.io/v1alpha1/namespaces/default/sealworkers";

    /// <summary>Makes an object; fields that the schema does not know are an error.</summary>
    public Task<KubeAnswer> CreateAsync(string path, string yaml, bool dryRun) =>
        SendAsync(HttpMethod.Post, $"{path}?fieldValidation=Strict{(dryRun ? "&dryRun=All" : "")}", yaml, "application/yaml");

    /// <summary>Server-side apply.</summary>
    public Task<KubeAnswer> ApplyAsync(string path, string yaml, bool dryRun) =>
        SendAsync(HttpMethod.Patch, $"{path}?fieldManager=tests&force=true{(dryRun ? "&dryRun=All" : "")}", yaml, "application/apply-patch+yaml");

    /// <summary>Removes an object.</summary>
    public Task<KubeAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, "", "application/json");

    /// <summary>Merge patch.</summary>
    public Task<KubeAnswer> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, json, "application/merge-patch+json");

    /// <summary>Reads an object.</summary>
    public Task<KubeAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, "", "application/json");

    /// <summary>Any request with a body of JSON.</summary>
    public Task<KubeAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json, "application/json");

    private async Task<KubeAnswer> SendAsync(HttpMethod method, string path, string body, string type)
    {
        using HttpRequestMessage request = new(method, path);
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string[] warnings = answer.Headers.TryGetValues("Warning", out IEnumerable<string>? values) ? [.. values] : [];
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new KubeAnswer((int)answer.StatusCode, text, string.Join('\n', warnings));
    }
}

/// <summary>An answer of the API server.</summary>
internal sealed record KubeAnswer(int Code, string Text, string Warnings)
{
    public bool IsTaken => Code is 200 or 201;
}
