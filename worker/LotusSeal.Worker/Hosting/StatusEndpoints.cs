using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Storage;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
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
    /// <c>/healthz</c>: the process lives, whatever the miner does. <c>/readyz</c>: the miner can give work, if not of every task.
    /// <c>/metrics</c>: no token, as on a miner.
    /// </summary>
    public static void MapProbes(WebApplication app, MinerConnectionState link, Func<IReadOnlyList<string>> withheld, WorkerMetrics metrics)
    {
        app.Map("/healthz", (RequestDelegate)(context => TextAsync(context, StatusCodes.Status200OK, "ok\n")));
        app.Map("/readyz", (RequestDelegate)(context =>
            link.IsReady ? TextAsync(context, StatusCodes.Status200OK, string.Concat(withheld().Prepend("ready").Select(line => $"{line}\n")))
                : TextAsync(context, StatusCodes.Status503ServiceUnavailable, link.Problem + "\n")));
        app.Map("/metrics", (RequestDelegate)(context => MetricsEndpoint.AnswerAsync(context, metrics.WriteAsync)));
    }

    /// <summary>
    /// <c>GET /jobs</c> as a <see cref="JobList"/>, <c>GET /gpus</c> as a <see cref="GpuList"/>, <c>GET /storage</c> as a <see cref="StorageList"/>;
    /// they need the miner's token as this worker has it, or one with admin permission.
    /// </summary>
    public static void MapLists(WebApplication app, Func<ServedParts> now)
    {
        MapList(app, "/jobs", now, parts => parts.Jobs(), Json.JobList);
        MapList(app, "/gpus", now, parts => parts.Gpus(), Json.GpuList);
        MapList(app, "/storage", now, parts => parts.Storage(), Json.StorageList);
    }

    private static void MapList<T>(WebApplication app, string path, Func<ServedParts> now, Func<ServedParts, T> read, JsonTypeInfo<T> json) =>
        app.Map(path, (RequestDelegate)(async context =>
        {
            ServedParts parts = now();
            if (HasToken(context, parts.MinerToken())) context.Features.Get<IConnectionStanding>()?.Known();
            else if (!await parts.Authorizer.RequireAsync(context, Permission.Admin, context.RequestAborted)) return;
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, read(parts), json, context.RequestAborted);
        }));

    /// <summary>What runs, the results that wait for the miner, and who that is; no runner before the worker works.</summary>
    public static JobList Jobs(string workerName, WorkerSession session, TaskTypeSet? tasks, TaskRunner? runner, ResultDelivery delivery,
        MinerWhereabouts miner, MinerConnectionState link)
    {
        IEnumerable<JobReport> jobs = (runner?.Jobs() ?? []).Select(job => job.Report()).Concat(delivery.Waiting().Select(Report));
        return new JobList(workerName, session.ProcessId(), session.Enabled, [.. jobs.OrderByDescending(job => job.AgeSeconds)],
            miner.Known?.ToString(), link.IsReady ? null : link.Problem)
        {
            Tasks = tasks is null ? [] : [.. TaskCatalog.All.Select(task => new TaskReport(task.Name, task.Type.ShortName, tasks.Contains(task.Name),
                tasks.WasChosen(task.Name), tasks.Withheld(task.Name)))],
            QuietSeconds = runner?.QuietFor?.TotalSeconds,
        };
    }

    /// <summary>The storage paths, as the last look at each found it: no disk is asked, which may be one that does not answer.</summary>
    public static StorageList Storage(SectorStore store) => new([.. store.Conditions.Select(Report)]);

    private static PathReport Report(PathCondition path)
    {
        StorageDescriptor descriptor = path.Descriptor ?? new StorageDescriptor();
        FsStat? space = path.Space;
        return new PathReport(path.Descriptor?.Id, path.Root, descriptor.CanSeal, descriptor.CanStore, descriptor.Weight, FilesOf(path.Descriptor),
            path.Trouble, space?.Capacity, space?.Available, space?.Reserved, space?.Max, space?.Used);
    }

    private static IReadOnlyList<string>? FilesOf(StorageDescriptor? descriptor)
    {
        if (descriptor is null) return [];
        SectorFileType[] taken =
            [.. SectorFileTypes.All.Where(type => PathFilters.AllowsType(type, descriptor.AllowTypes, descriptor.DenyTypes))];
        return taken.Length == SectorFileTypes.All.Count ? null : [.. taken.Select(type => type.FolderName())];
    }

    private static JobReport Report(WaitingResult result) => new(result.Entry.Call.ToString(), result.Entry.Call.Sector.Miner,
        result.Entry.Call.Sector.Number, result.Entry.Task.Name, result.Entry.Task.Type.ShortName, JobReport.UndeliveredState, "", 0, 0, "", 0, null,
        result.Age.TotalSeconds, null)
    {
        Problem = result.Problem,
        Attempts = result.Attempts,
    };

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
