using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Worker.Hosting;

/// <summary>The endpoints for people, probes and Prometheus.</summary>
internal static class StatusEndpoints
{
    private static readonly JobJsonContext Json = new(new JsonSerializerOptions { WriteIndented = true });

    /// <summary>
    /// <c>/healthz</c>: the process lives, whatever the miner does. <c>/readyz</c>: the miner can give work. <c>/metrics</c>: no token, as on a
    /// miner.
    /// </summary>
    public static void MapProbes(WebApplication app, MinerConnectionState link, WorkerMetrics metrics)
    {
        app.Map("/healthz", (RequestDelegate)(context => TextAsync(context, StatusCodes.Status200OK, "ok\n")));
        app.Map("/readyz", (RequestDelegate)(context =>
            link.IsReady ? TextAsync(context, StatusCodes.Status200OK, "ready\n")
                : TextAsync(context, StatusCodes.Status503ServiceUnavailable, link.Problem + "\n")));
        app.Map("/metrics", (RequestDelegate)(context => MetricsEndpoint.AnswerAsync(context, metrics.WriteAsync)));
    }

    /// <summary>
    /// <c>GET /jobs</c> as a <see cref="JobList"/>, <c>GET /gpus</c> as a <see cref="GpuList"/>; both need the miner's token as this worker has it,
    /// or one with admin permission.
    /// </summary>
    public static void MapLists(WebApplication app, Func<ServedParts> now)
    {
        MapList(app, "/jobs", now, parts => parts.Jobs(), Json.JobList);
        MapList(app, "/gpus", now, parts => new GpuList(parts.Gpus()), Json.GpuList);
    }

    private static void MapList<T>(WebApplication app, string path, Func<ServedParts> now, Func<ServedParts, T> read, JsonTypeInfo<T> json) =>
        app.Map(path, (RequestDelegate)(async context =>
        {
            ServedParts parts = now();
            if (!HasToken(context, parts.MinerToken())
                && !await parts.Authorizer.RequireAsync(context, Permission.Admin, context.RequestAborted)) return;
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, read(parts), json, context.RequestAborted);
        }));

    /// <summary>What runs, the results that wait for the miner, and who that is; no runner before the worker works.</summary>
    public static JobList Jobs(string workerName, WorkerSession session, TaskRunner? runner, ResultDelivery delivery, MinerWhereabouts miner,
        MinerConnectionState link)
    {
        IEnumerable<JobReport> waiting = delivery.Waiting()
            .Select(item => new JobReport(item.Entry.Call.ToString(), item.Entry.Call.Sector.Miner, item.Entry.Call.Sector.Number,
            item.Entry.Task.Name, item.Entry.Task.Type.ShortName, JobReport.UndeliveredState, "", 0, 0, "", 0, null, item.Age.TotalSeconds, null));
        return new JobList(workerName, session.ProcessId(), session.Enabled,
            [.. (runner?.Jobs() ?? []).Select(job => job.Report()).Concat(waiting).OrderByDescending(job => job.AgeSeconds)],
            miner.Known?.ToString(), link.IsReady ? null : link.Problem);
    }

    private static bool HasToken(HttpContext context, string? token) =>
        token is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes("Bearer " + token));

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
