using System.Globalization;
using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Serves the files of a <see cref="SectorStore"/> under <c>/remote</c> (protocol spec 5.5, M14).</summary>
/// <remarks>A name reaches the disk only after it was parsed as type and sector id and printed again, so no path can be smuggled in.</remarks>
public static class RemoteEndpoints
{
    // FindSector is asked with the size of proof type 0, as a real worker does here; the size has no effect without allowFetch.
    private const ulong AskedSize = 2048;

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
            if (!await authorized(context).ConfigureAwait(false))
            {
                if (context.Response.HasStarted || context.Response.StatusCode == StatusCodes.Status401Unauthorized) return;
                await RefuseAsync(context, missingPermissionText).ConfigureAwait(false);
                return;
            }

            try
            {
                await HandleAsync(context, store(), sender).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                context.Abort();
            }
            catch (Exception e)
            {
                // Anything at all is a 500 with an empty body to the peer; the reason is for our log.
                ILogger? logger = (ILogger?)app.Services.GetService(typeof(ILogger<SectorStore>));
                logger?.LogError(e, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
                if (context.Response.HasStarted) context.Abort();
                else context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        });
    }

    private static Task HandleAsync(HttpContext context, SectorStore store, SectorFileSender sender)
    {
        string[] parts = (context.Request.Path.Value ?? "").Split('/')[2..];
        string method = context.Request.Method;
        return (method, parts) switch
        {
            ("GET", ["stat", string id]) => StatAsync(context, store, id),
            ("GET", [string type, string name]) => GetAsync(context, store, sender, type, name),
            ("GET", [string type, string name, FileDigest.Algorithm]) => DigestAsync(context, store, sender, type, name),
            ("GET", ["unsealed", string name, string proof, "allocated", string offset, string size]) =>
                AllocatedAsync(context, store, name, proof, offset, size),
            ("DELETE", [string type, string name]) => DeleteAsync(context, store, type, name),
            ("POST", ["vanilla", _]) => throw new StorageException("vanilla proofs are not served by this process"),
            (_, [_, _]) => AnswerAsync(context, StatusCodes.Status405MethodNotAllowed),
            _ => AnswerAsync(context, StatusCodes.Status404NotFound),
        };
    }

    private static async Task RefuseAsync(HttpContext context, string permission)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        await TextAsync(context, $"{{\"Error\":\"unauthorized: missing {permission} permission\"}}\n").ConfigureAwait(false);
    }

    private static async Task StatAsync(HttpContext context, SectorStore store, string id)
    {
        if (store.Stat(id) is not { } stat)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await TextAsync(context, JsonSerializer.Serialize(stat, TransferJsonContext.Default.FsStat) + "\n").ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext context, SectorStore store, SectorFileSender sender, string typeName, string name)
    {
        string file = await LocateAsync(context, store, typeName, name, AskedSize).ConfigureAwait(false);
        if (Directory.Exists(file)) await sender.SendFolderAsync(context, file).ConfigureAwait(false);
        else await sender.SendFileAsync(context, file).ConfigureAwait(false);
    }

    private static async Task DigestAsync(HttpContext context, SectorStore store, SectorFileSender sender, string typeName, string name)
    {
        string file = await LocateAsync(context, store, typeName, name, AskedSize).ConfigureAwait(false);
        FileDigest[] digests = await sender.DigestsAsync(file, context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = "application/json";
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(digests, TransferJsonContext.Default.FileDigestArray);
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task AllocatedAsync(HttpContext context, SectorStore store, string name, string proof, string offset, string size)
    {
        if (!int.TryParse(proof, NumberStyles.None, CultureInfo.InvariantCulture, out int proofType)
            || !ulong.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out ulong from)
            || !ulong.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out ulong length))
        {
            throw new StorageException("a proof type, an offset and a size are expected as numbers");
        }

        ulong sectorSize = PoRepConfig.ForProof((RegisteredSealProof)proofType).SectorSize;
        string file = await LocateAsync(context, store, SectorFileType.Unsealed.FolderName(), name, sectorSize).ConfigureAwait(false);
        bool inside = from <= sectorSize && length <= sectorSize;
        ByteRange padded = inside ? new ByteRange(Padded(from), Padded(length)) : default;
        bool valid = inside && new ByteRuns(PartialFile.ReadValid(file, sectorSize)).Contains(padded);
        context.Response.StatusCode = valid ? StatusCodes.Status200OK : StatusCodes.Status416RangeNotSatisfiable;
    }

    private static async Task DeleteAsync(HttpContext context, SectorStore store, string typeName, string name)
    {
        (SectorFileType type, SectorId sector) = Parse(typeName, name);
        string[] keep = [.. context.Request.Query["keep"].SelectMany(ids => (ids ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries))];
        await store.RemoveLocalAsync(sector, type, keep, mustExist: true, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<string> LocateAsync(HttpContext context, SectorStore store, string typeName, string name, ulong sectorSize)
    {
        (SectorFileType type, SectorId sector) = Parse(typeName, name);
        return await store.LocateAsync(sector, type, sectorSize, context.RequestAborted).ConfigureAwait(false)
            ?? throw new StorageException($"{typeName} of sector {sector} is not in a path of this process");
    }

    private static (SectorFileType Type, SectorId Sector) Parse(string typeName, string name)
    {
        if (!SectorFileTypes.TryParseFolder(typeName, out SectorFileType type)) throw new StorageException("unknown sector file type");
        return SectorId.TryParse(name, out SectorId sector) ? (type, sector) : throw new StorageException("the name is no sector");
    }

    private static ulong Padded(ulong unpadded) => unpadded + (unpadded / 127);

    private static Task AnswerAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task TextAsync(HttpContext context, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
