using LotusSeal.Hosting;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Storage;
using LotusSeal.Worker.Observability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// All that the worker serves, on one server for its whole life: whoever probes it must never find nobody there, however long it waits for its miner
/// or opens its paths. What stands behind the addresses is changed once, when the worker has started.
/// </summary>
/// <param name="link">What <c>/readyz</c> says.</param>
/// <param name="withheld">What it adds of tasks that wait for a GPU.</param>
/// <param name="metrics">What <c>/metrics</c> says.</param>
/// <param name="starting">Serves until <see cref="Open"/>.</param>
internal sealed class WorkerEndpoints(MinerConnectionState link, Func<IReadOnlyList<string>> withheld, WorkerMetrics metrics, ServedParts starting)
{
    private static readonly StatusPage Page = new("LotusSeal worker", typeof(WorkerEndpoints).Assembly, "status.js");
    private volatile ServedParts _now = starting;

    /// <summary>From here on requests go to the worker's parts as it works.</summary>
    public void Open(ServedParts working) => _now = working;

    /// <summary>Adds the endpoints to the server.</summary>
    public void Map(WebApplication app)
    {
        StatusEndpoints.MapProbes(app, link, withheld, metrics);
        StatusEndpoints.MapLists(app, () => _now);
        Page.Map(app);
        RemoteEndpoints.Map(app, () => Files.Store, MayReadFilesAsync, "admin", () => Files.Vanilla);
        RpcServer.Map(app, () => _now.Rpc);
    }

    private ServedFiles Files =>
        _now.Files ?? throw new StorageException(StorageFault.PathUnknown, "this worker is starting and has no path open yet");

    private async ValueTask<bool> MayReadFilesAsync(HttpContext context)
    {
        ServedParts now = _now;
        if (!await now.Authorizer.RequireAsync(context, Permission.Admin, context.RequestAborted)) return false;
        if (now.Files is not null) return true;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsync("this worker is starting\n", context.RequestAborted);
        return false;
    }
}
