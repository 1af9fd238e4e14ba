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
    public static void Map(WebApplication app, SectorStore store, Func<HttpContext, ValueTask<bool>> authorized, string missingPermissionText)
    {
        ArgumentNullException.ThrowIfNull(store);
        Map(app, () => store, authorized, missingPermissionText);
    }

    /// <summary>Adds the endpoints for a store that is made only once the server's address is known; asked for with each request.</summary>
    /// <inheritdoc cref="Map(WebApplication, SectorStore, Func{HttpContext, ValueTask{bool}}, string)"/>
    public static void Map(WebApplication app, Func<SectorStore> store, Func<HttpContext, ValueTask<bool>> authorized, string missingPermissionText)
    {
        SectorFileSender sender = new();
        app.Map("/remote/{**rest}", async (HttpContext context) =>
        {
            bool allowed = await authorized(context);
            if (!allowed && (context.Response.HasStarted || context.Response.StatusCode == StatusCodes.Status401Unauthorized)) return;
            try
            {
                if (allowed) await new RemoteHandler(context, store(), sender).HandleAsync();
                else await RemoteHandler.RefuseAsync(context, missingPermissionText);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                context.Abort();
            }
            catch (Exception e)
            {
                // Anything at all is a 500 with an empty body to the peer; the reason is for our log.
                ILogger? logger = (ILogger?)app.Services.GetService(typeof(ILogger<SectorStore>));
                if (e is StorageException) logger?.RequestRefused(context.Request.Method, context.Request.Path, e.Message);
                else logger?.RequestFailed(e, context.Request.Method, context.Request.Path);
                if (context.Response.HasStarted) context.Abort();
                else context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        });
    }
}
