using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using LotusSeal.Operator.Rendering;
using LotusSeal.Testing.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Host.Tests.Drains;

/// <summary>Stands between the operator and the API server, and notes what is written about pods and claims.</summary>
internal sealed class KubeProxy : IAsyncDisposable
{
    /// <summary>
    /// The watch of pods tells later than the others do, as it may whenever there is much to do: what was done to a pod must not be done again
    /// because another watch brought on a pass before.
    /// </summary>
    private static readonly TimeSpan PodsLag = TimeSpan.FromMilliseconds(500);

    private readonly TestCertificates _certificates = new();
    private readonly CallLog _log;
    private readonly Kubernetes _server;
    private readonly WebApplication _app;

    private KubeProxy(string kubeConfig, CallLog log)
    {
        _log = log;
        _server = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeConfig));
        _server.HttpClient.BaseAddress = _server.BaseUri;
        _server.HttpClient.Timeout = Timeout.InfiniteTimeSpan;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0,
            listen => listen.UseHttps(_certificates.Issue("CN=proxy", "localhost", IPAddress.Loopback))));
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    /// <summary>Starts one.</summary>
    /// <param name="kubeConfig">With what it asks the API server.</param>
    /// <param name="file">Where the kubeconfig of those who ask it goes.</param>
    /// <param name="log">Takes what passes.</param>
    public static async Task<KubeProxy> StartAsync(string kubeConfig, string file, CallLog log)
    {
        KubeProxy proxy = new(kubeConfig, log);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        string authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(proxy._certificates.Authority.ExportCertificatePem()));
        await File.WriteAllTextAsync(file, $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{ name: test, context: { cluster: test, user: test } }]
            clusters: [{ name: test, cluster: { server: "{{proxy._app.Urls.First()}}", certificate-authority-data: {{authority}} } }]
            users: [{ name: test, user: { token: nobody-looks-at-it } }]
            """, TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
        _certificates.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        HttpRequest asked = context.Request;
        using StreamReader reader = new(asked.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        if (body.Length > 0 && asked.Path.Value is { } path) Note(asked.Method, path.Split('/'), body);
        using HttpRequestMessage request = new(new HttpMethod(asked.Method), $"{asked.Path}{asked.QueryString}");
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(asked.ContentType!);
        }

        request.Headers.TryAddWithoutValidation("Accept", asked.Headers.Accept.ToString());
        try
        {
            using HttpResponseMessage answer =
                await _server.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            bool tellsOfPods = asked.Query.ContainsKey("watch") && asked.Path.Value!.EndsWith("/pods", StringComparison.Ordinal);
            await CopyAsync(await answer.Content.ReadAsStreamAsync(context.RequestAborted), context, tellsOfPods ? PodsLag : TimeSpan.Zero);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
        {
            // One side has gone.
            context.Abort();
        }
    }

    /// <summary>A watch goes on for minutes: what comes is passed on as it comes, or a little later.</summary>
    private static async Task CopyAsync(Stream from, HttpContext context, TimeSpan lag)
    {
        byte[] buffer = new byte[64 << 10];
        int length;
        await context.Response.StartAsync(context.RequestAborted);
        while ((length = await from.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await Task.Delay(lag, context.RequestAborted);
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, length), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private void Note(string method, string[] path, string body)
    {
        string kind = path.Length > 5 ? path[5] : "", name = path.Length > 6 ? path[6] : "";
        JsonNode sent = JsonNode.Parse(body)!;
        JsonNode? annotations = sent["metadata"]?["annotations"];
        Call? call = (method, kind) switch
        {
            ("POST", "pods") when name.Length == 0 => new Call(sent["metadata"]!["name"]!.GetValue<string>(), CallNames.Create),
            ("DELETE", "pods") => new Call(name, CallNames.Delete,
                $"{sent["preconditions"]?["uid"]?.GetValue<string>()}{(sent["gracePeriodSeconds"] is { } grace ? $" grace {grace}" : "")}"),
            ("PATCH", "pods") when annotations?[PoolAnnotations.DrainReason] is { } reason && annotations[PoolAnnotations.DrainStarted] is not null =>
                new Call(name, CallNames.Mark, reason.GetValue<string>()),
            ("PATCH", "pods") when annotations?[PoolAnnotations.Evacuated] is not null => new Call(name, CallNames.Evacuated),
            ("PATCH", "persistentvolumeclaims") when annotations?[PoolAnnotations.Evacuated] is not null =>
                new Call(name[..name.LastIndexOf('-')], CallNames.ClaimEvacuated),
            _ => null,
        };
        if (call is not null) _log.Note(call);
    }
}
