using System.Collections.Concurrent;
using LotusSeal.Lotus.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Pairs calls that have a pushed parameter with the requests that push it, in either order (protocol spec 2.7).</summary>
internal sealed class PushStreams(RpcServerOptions options)
{
    private const int MaxWaiting = 4096;
    private readonly ConcurrentDictionary<Guid, PushSession> _sessions = new();

    /// <summary>Limits of the streams.</summary>
    public RpcServerOptions Options => options;

    /// <summary>The reader of a call; completes when the sender has shown up.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public async Task<PieceReader> ExpectAsync(Guid id, CancellationToken cancellationToken)
    {
        PushSession session = Session(id);
        if (!session.TryClaim()) throw new FormatException($"reader {id} is used twice");
        try
        {
            await session.Sender.WaitAsync(options.PushPairingTimeout, options.Time, cancellationToken);
        }
        catch (Exception e)
        {
            session.Close();
            _sessions.TryRemove(id, out _);
            if (e is TimeoutException) throw new TimeoutException($"timed out waiting for the sender of reader {id}", e);
            throw;
        }

        return new PushedReader(id, session, options, () => _sessions.TryRemove(id, out _));
    }

    /// <summary>Serves <c>HEAD</c> and <c>POST</c> of a push.</summary>
    public async Task HandleAsync(HttpContext context, string idText, CancellationToken stopping)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        bool isPost = HttpMethods.IsPost(context.Request.Method);
        if (!Guid.TryParseExact(idText, "D", out Guid id) || (!isPost && !HttpMethods.IsHead(context.Request.Method)))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        if (_sessions.Count >= MaxWaiting && !_sessions.ContainsKey(id)) return;
        PushSession session = Session(id);
        try
        {
            session.SenderArrived();
            await session.Claimed.WaitAsync(options.PushPairingTimeout, options.Time, ended.Token);
            // A push shows no token; that a call has named its id, which nobody else knows, says as much.
            context.Features.Get<IConnectionStanding>()?.Known();
            context.Response.StatusCode = isPost
                ? await ReceiveAsync(context, session, ended.Token)
                : await WaitForTouchAsync(session, ended.Token);
        }
        catch (TimeoutException)
        {
            _sessions.TryRemove(id, out _);
        }
        catch (OperationCanceledException)
        {
            session.Fail(new IOException("the sender of the piece hung up"));
            if (!session.Claimed.IsCompleted) _sessions.TryRemove(id, out _);
            // A read that is under way must see its connection end: once the request is over nothing wakes it.
            context.Abort();
            await session.ReadEnded;
        }
    }

    private static async Task<int> WaitForTouchAsync(PushSession session, CancellationToken ended)
    {
        bool wanted = await session.Touched.WaitAsync(ended);
        return wanted ? StatusCodes.Status200OK : StatusCodes.Status204NoContent;
    }

    private static async Task<int> ReceiveAsync(HttpContext context, PushSession session, CancellationToken ended)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (context.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (!session.TryOffer(context.Request.Body)) return StatusCodes.Status500InternalServerError;
        bool consumed = await session.Consumed.WaitAsync(ended);
        return consumed ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
    }

    private PushSession Session(Guid id) => _sessions.GetOrAdd(id, static _ => new PushSession());
}
