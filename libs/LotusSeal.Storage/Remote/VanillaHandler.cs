using System.Text;
using System.Text.Json;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Storage;

/// <summary>Answers one request below <c>/remote/vanilla</c> from the paths of this process (protocol spec 5.5, W4, S12; post.md 8.3).</summary>
/// <remarks>Every failure is status 500 with its reason as text, as a real worker answers, and one line in the log.</remarks>
internal sealed class VanillaHandler(HttpContext context, SectorStore store, VanillaProofs proofs, ILogger? logger)
{
    // Sixty-six challenges take a kilobyte; a body is never more than a few.
    private const int LongestBody = 64 << 10;

    // Far above the 10 of window and the 66 of winning proofs.
    private const int MostChallenges = 1024;

    /// <summary>The vanilla proof of spacetime of one sector.</summary>
    public Task SingleAsync() => AnswerAsync(async () =>
    {
        SingleVanillaRequest request = await BodyAsync<SingleVanillaRequest>();
        RegisteredSealProof sealProof = request.Sector.SealProof;
        if (!request.ProofType.Proves(sealProof))
        {
            throw new StorageException(StorageFault.BadRequest,
                $"ProofType {(int)request.ProofType} does not prove sectors of seal proof {(int)sealProof}");
        }

        if (request.Sector.Challenge is not { Length: > 0 and <= MostChallenges })
            throw new StorageException(StorageFault.BadRequest, $"Sector.Challenge: 1 to {MostChallenges} nodes are expected");
        SectorRef sector = new(new SectorId(request.Miner, request.Sector.SectorNumber), sealProof);
        VanillaFiles files = await store.FilesToProveAsync(sector, request.Sector.Update, context.RequestAborted);
        return await proofs.ProveSpacetimeAsync(request, files, context.RequestAborted);
    });

    /// <summary>The Commit1 output of one sector.</summary>
    public Task PoRepAsync() => AnswerAsync(async () =>
    {
        PoRepVanillaRequest request = await BodyAsync<PoRepVanillaRequest>();
        if (!Enum.IsDefined(request.Sector.ProofType))
            throw new StorageException(StorageFault.BadRequest, $"Sector.ProofType: {(int)request.Sector.ProofType} is no registered seal proof");
        VanillaFiles files = await store.FilesToProveAsync(request.Sector, isUpdate: false, context.RequestAborted);
        return await proofs.ProveReplicationAsync(request, files, context.RequestAborted);
    });

    private async Task AnswerAsync(Func<Task<byte[]>> prove)
    {
        byte[] proof;
        try
        {
            proof = await prove();
        }
        catch (Exception e) when (IsForeseen(e))
        {
            string reason = e.Message.ReplaceLineEndings(" ");
            logger?.ProofRefused(context.Request.Path, reason);
            await RefuseAsync(reason);
            return;
        }

        context.Response.Headers.AcceptRanges = "bytes";
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = proof.Length;
        await context.Response.Body.WriteAsync(proof, context.RequestAborted);
    }

    private static bool IsForeseen(Exception error) => error is StorageException or SealingException or JsonException or IOException
        or UnauthorizedAccessException or RpcException or RpcTransportException;

    private async Task<T> BodyAsync<T>()
    {
        using MemoryStream body = new();
        byte[] buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LongestBody) throw new StorageException(StorageFault.BadRequest, $"the body is longer than {LongestBody} bytes");
        }

        return LotusJson.Deserialize<T>(body.GetBuffer().AsSpan(0, (int)body.Length))
            ?? throw new StorageException(StorageFault.BadRequest, "a JSON object is expected, got null");
    }

    private async Task RefuseAsync(string reason)
    {
        byte[] body = Encoding.UTF8.GetBytes(reason + "\n");
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
