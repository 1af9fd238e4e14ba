using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>Clients over the network.</summary>
internal sealed class ApiConnector : IApiConnector
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly JobJsonContext Json = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <inheritdoc/>
    public TApi Connect<TApi>(ApiInfo info) where TApi : class => RpcClient.Create<TApi>(info);

    /// <inheritdoc/>
    public async Task<JobList> GetJobsAsync(ApiInfo worker, CancellationToken cancellationToken) =>
        await FindJobsAsync(worker, cancellationToken)
            ?? throw new CommandException($"{Source(worker, "/jobs")}: this worker has no list of jobs; it is no lotus-seal-worker.");

    /// <inheritdoc/>
    public Task<JobList?> FindJobsAsync(ApiInfo worker, CancellationToken cancellationToken) =>
        GetAsync(worker, "/jobs", "list of jobs", Json.JobList, cancellationToken);

    /// <inheritdoc/>
    public async Task<GpuList> GetGpusAsync(ApiInfo worker, CancellationToken cancellationToken) =>
        await GetAsync(worker, "/gpus", "list of GPUs", Json.GpuList, cancellationToken) ?? new GpuList([]);

    /// <returns>Null where the worker has no such address.</returns>
    private static async Task<T?> GetAsync<T>(ApiInfo worker, string path, string what, JsonTypeInfo<T> json, CancellationToken cancellationToken)
        where T : class
    {
        using HttpClient client = new(new ConnectionFaultHandler(HttpHandlers.ForPeers(Deadline))) { Timeout = Deadline };
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(worker.ToHttp().Url, path));
        if (worker.Token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", worker.Token);
        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        string source = Source(worker, path);
        if (response.StatusCode == HttpStatusCode.Unauthorized
            && TokenAdvice.ForWorker(worker, new RpcTransportException(source) { Status = response.StatusCode }) is { } advice)
            throw new CommandException($"{advice}.");
        if (!response.IsSuccessStatusCode) throw new CommandException($"{source}: HTTP {(int)response.StatusCode}.");
        try
        {
            return await response.Content.ReadFromJsonAsync(json, cancellationToken) ?? throw new CommandException($"{source}: the answer is null.");
        }
        catch (JsonException e)
        {
            throw new CommandException($"{source}: the answer is no {what}: {e.Message}", e);
        }
    }

    private static string Source(ApiInfo worker, string path) => UrlText.WithoutSecrets(new Uri(worker.ToHttp().Url, path));
}
