using LotusSeal.KubeOps.Access;
using LotusSeal.Operator.Entities;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>
/// <c>GET /pools</c>: what there is to see of pools, for whoever may list them by the token that he sends. <c>?namespace=</c> and <c>?pool=</c>
/// narrow it down.
/// </summary>
/// <param name="readers">Say who sees what.</param>
/// <param name="sights">Tell of pools.</param>
/// <param name="replica">Who answers.</param>
/// <param name="isReady">Whether everything has been listed.</param>
/// <param name="time">The clock.</param>
internal sealed class PoolsEndpoint(PoolReaders readers, PoolSights sights, Func<Replica> replica, Func<bool> isReady, TimeProvider time)
    : IDisposable
{
    /// <summary>Requests at once: probes and metrics come by the same port, and need connections too.</summary>
    private const int MostRequests = 32;

    /// <summary>No name of Kubernetes has more.</summary>
    private const int MostLetters = 253;

    /// <summary>Who takes an answer more slowly gives his place to others.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _places = new(MostRequests, MostRequests);
    private readonly PoolsAnswer _answer = new(sights);

    /// <summary>Answers.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (BearerToken.Of(context.Request) is not { } token)
        {
            await RefuseAsync(context, "a token of Kubernetes is needed: kubectl create token");
            return;
        }

        if (!_places.Wait(0, context.RequestAborted))
        {
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, "too many read at once");
            return;
        }

        try
        {
            await AnswerAsync(context, token);
        }
        catch (AccessUnansweredException error)
        {
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, $"nobody can say who may read: {error.Message}");
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task AnswerAsync(HttpContext context, string token)
    {
        string? ns = One(context, "namespace"), pool = One(context, "pool");
        if (ns?.Length > MostLetters || pool?.Length > MostLetters)
        {
            await SayAsync(context, StatusCodes.Status400BadRequest, $"no name has more than {MostLetters} letters");
            return;
        }

        Reader reader = await readers.JudgeAsync(token, ns, context.RequestAborted);
        if (reader.Standing == ReaderStanding.Stranger) await RefuseAsync(context, "the API server does not know this token, or not any more");
        else if (reader.Standing == ReaderStanding.Blind) await SendAwayAsync(context, reader, ns);
        else if (!isReady()) await SayAsync(context, StatusCodes.Status503ServiceUnavailable, "not everything has been listed yet");
        else await TellAsync(context, reader, ns, pool);
    }

    private static Task SendAwayAsync(HttpContext context, Reader reader, string? ns)
    {
        // No 403: the token may be good for other namespaces.
        if (ns is not null)
            return SayAsync(context, StatusCodes.Status404NotFound, "this token's owner may list sealworkers in no namespace of this name");
        string more = reader.NotAsked > 0 ? $" in the first {PoolReaders.MostNamespaces} namespaces: name one of the others" : "";
        return SayAsync(context, StatusCodes.Status403Forbidden, $"this token's owner may not list sealworkers{more}");
    }

    private async Task TellAsync(HttpContext context, Reader reader, string? ns, string? pool)
    {
        IReadOnlyList<V1Alpha1SealWorker> wanted = [.. sights.List(one => reader.MaySee(one) && (ns is null || one == ns))
            .Where(one => pool is null || one.Metadata.Name == pool)];
        context.Response.ContentType = "application/json; charset=utf-8";
        using CancellationTokenSource slow = new(LongestAnswer, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, context.RequestAborted);
        await _answer.WriteAsync(context.Response.BodyWriter, replica(), reader, wanted, either.Token);
    }

    private static string? One(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    private static Task RefuseAsync(HttpContext context, string words)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return SayAsync(context, StatusCodes.Status401Unauthorized, words);
    }

    private static Task SayAsync(HttpContext context, int code, string words)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(words + "\n", context.RequestAborted);
    }
}
