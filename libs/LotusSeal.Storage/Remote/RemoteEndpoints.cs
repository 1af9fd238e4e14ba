using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Serves the files of a <see cref="SectorStore"/> under <c>/remote</c> (protocol spec 5.5, M14).</summary>
public static class RemoteEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    /// <param name="app">The process's HTTP server.</param>
    /// <param name="store">Files to serve.</param>
    /// <param name="authorized">
    /// Decides on a request before anything else. When it returns false and has answered itself, or has set status 401 (as for a bad token), that
    /// stands; otherwise the missing permission is answered.
    /// </param>
    /// <param name="missingPermissionText">The permission named then: a worker says <c>admin</c>, a miner <c>write</c>.</param>
    /// <param name="vanilla">Proofs of the sectors in the store; null in a process that makes none.</param>
    public static void Map(WebApplication app, SectorStore store, Func<HttpContext, ValueTask<bool>> authorized, string missingPermissionText,
        VanillaProofs? vanilla = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        Map(app, () => store, authorized, missingPermissionText, vanilla is null ? null : () => vanilla);
    }

    /// <summary>Adds the endpoints for a store and proofs that are made only once the server listens; both are asked for with each request.</summary>
    /// <inheritdoc cref="Map(WebApplication, SectorStore, Func{HttpContext, ValueTask{bool}}, string, VanillaProofs)"/>
    public static void Map(WebApplication app, Func<SectorStore> store, Func<HttpContext, ValueTask<bool>> authorized, string missingPermissionText,
        Func<VanillaProofs>? vanilla = null)
    {
        SectorFileSender sender = new();
        app.Map("/remote/{**rest}", async (HttpContext context) =>
        {
            bool allowed = await authorized(context);
            if (!allowed && (context.Response.HasStarted || context.Response.StatusCode == StatusCodes.Status401Unauthorized)) return;
            ILogger? logger = (ILogger?)app.Services.GetService(typeof(ILogger<SectorStore>));
            try
            {
                VanillaHandler? proofs = vanilla is null || !allowed ? null : new VanillaHandler(context, store(), vanilla(), logger);
                if (allowed) await new RemoteHandler(context, store(), sender, proofs).HandleAsync();
                else await RemoteHandler.RefuseAsync(context, missingPermissionText);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                context.Abort();
            }
            catch (Exception e)
            {
                // Anything at all is a 500 with an empty body to the peer; the reason is for our log.
                if (e is StorageException) logger?.RequestRefused(context.Request.Method, context.Request.Path, e.Message);
                else logger?.RequestFailed(e, context.Request.Method, context.Request.Path);
                if (context.Response.HasStarted) context.Abort();
                else context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        });
    }
}
