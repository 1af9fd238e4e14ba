using System.Globalization;
using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Storage;

/// <summary>Answers one request below <c>/remote</c> (protocol spec 5.5, M14).</summary>
/// <remarks>A name reaches the disk only after it was parsed as type and sector id and printed again, so no path can be smuggled in.</remarks>
internal sealed class RemoteHandler(HttpContext context, SectorStore store, SectorFileSender sender, VanillaHandler? vanilla)
{
    // FindSector is asked with the size of proof type 0, as a real worker does here; the size has no effect without allowFetch.
    private const ulong AskedSize = 2048;

    private VanillaHandler Vanilla =>
        vanilla ?? throw new StorageException(StorageFault.BadRequest, "vanilla proofs are not served by this process");

    /// <summary>Writes the answer.</summary>
    /// <exception cref="StorageException">What was asked for cannot be given.</exception>
    public Task HandleAsync()
    {
        string[] parts = (context.Request.Path.Value ?? "").Split('/')[2..];
        return (context.Request.Method, parts) switch
        {
            ("GET", ["stat", string id]) => StatAsync(id),
            ("GET", [string type, string name]) => GetAsync(Parse(type, name)),
            ("GET", [string type, string name, FileDigest.Algorithm]) => DigestAsync(Parse(type, name)),
            ("GET", ["unsealed", string name, string proof, "allocated", string offset, string size]) => AllocatedAsync(name, proof, offset, size),
            ("DELETE", [string type, string name]) => DeleteAsync(Parse(type, name)),
            ("POST", ["vanilla", "single"]) => Vanilla.SingleAsync(),
            ("POST", ["vanilla", "porep"]) => Vanilla.PoRepAsync(),
            (_, [_, _]) => AnswerAsync(StatusCodes.Status405MethodNotAllowed),
            _ => AnswerAsync(StatusCodes.Status404NotFound),
        };
    }

    /// <summary>Says that the token lacks a permission.</summary>
    public static Task RefuseAsync(HttpContext context, string permission)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return TextAsync(context, $"{{\"Error\":\"unauthorized: missing {permission} permission\"}}\n");
    }

    private static SectorFileKey Parse(string typeName, string name)
    {
        if (!SectorFileTypes.TryParseFolder(typeName, out SectorFileType type))
            throw new StorageException(StorageFault.BadRequest, "unknown sector file type");
        return SectorId.TryParse(name, out SectorId sector) ? new SectorFileKey(sector, type)
            : throw new StorageException(StorageFault.BadRequest, "the name is no sector");
    }

    private static async Task TextAsync(HttpContext context, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task StatAsync(string id)
    {
        if (await store.StatAsync(id, context.RequestAborted) is not { } stat)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await TextAsync(context, JsonSerializer.Serialize(stat, TransferJsonContext.Default.FsStat) + "\n");
    }

    private async Task GetAsync(SectorFileKey file)
    {
        string name = await LocateToSendAsync(file);
        if (Directory.Exists(name)) await sender.SendFolderAsync(context, name);
        else await sender.SendFileAsync(context, name);
    }

    private async Task DigestAsync(SectorFileKey file)
    {
        string name = await LocateToSendAsync(file);
        FileDigest[] digests = await sender.DigestsAsync(name, context.RequestAborted);
        context.Response.ContentType = "application/json";
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(digests, TransferJsonContext.Default.FileDigestArray);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async Task AllocatedAsync(string name, string proof, string offset, string size)
    {
        if (!int.TryParse(proof, NumberStyles.None, CultureInfo.InvariantCulture, out int proofType)
            || !ulong.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out ulong from)
            || !ulong.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out ulong length))
        {
            throw new StorageException(StorageFault.BadRequest, "a proof type, an offset and a size are expected as numbers");
        }

        ulong sectorSize = PoRepConfig.ForProof((RegisteredSealProof)proofType).SectorSize;
        SectorFileKey key = Parse(SectorFileType.Unsealed.FolderName(), name);
        // Whatever lies here: who is asked whether others have more must not ask them in turn.
        string file = await store.LocateAsync(key, sectorSize, context.RequestAborted) ?? throw NotHere(key);
        bool inside = from <= sectorSize && length <= sectorSize;
        ByteRange padded = inside ? new ByteRange(UnpaddedSize.PaddedBytesOf(from), UnpaddedSize.PaddedBytesOf(length)) : default;
        bool valid = inside && new ByteRuns(PartialFile.ReadValid(file, sectorSize)).Contains(padded);
        context.Response.StatusCode = valid ? StatusCodes.Status200OK : StatusCodes.Status416RangeNotSatisfiable;
    }

    private async Task DeleteAsync(SectorFileKey file)
    {
        string[] keep = [.. context.Request.Query["keep"].SelectMany(ids => (ids ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries))];
        if (!await store.RemoveHereAsync(file, keep, context.RequestAborted))
            throw new StorageException(StorageFault.SectorNotFound, $"can't delete {file.Type.FolderName()} of sector {file.Sector}: not found");
    }

    private async Task<string> LocateToSendAsync(SectorFileKey file) =>
        await store.LocateToSendAsync(file, AskedSize, context.RequestAborted) ?? throw NotHere(file);

    private static StorageException NotHere(SectorFileKey file) => new(StorageFault.SectorNotFound,
        $"{file.Type.FolderName()} of sector {file.Sector} is not in a path of this process");

    private Task AnswerAsync(int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
