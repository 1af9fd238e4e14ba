using LotusSeal.Lotus.Rpc;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Lotus.Auth;

/// <summary>Reads the token of an HTTP request and asks what it allows (protocol spec 2.6).</summary>
public sealed class RequestAuthorizer(ITokenVerifier verifier)
{
    private const string Scheme = "Bearer ";

    /// <summary>
    /// The permissions of a request: those of its token (header <c>Authorization: Bearer</c>, or query value <c>token</c>), or
    /// <paramref name="withoutToken"/> when it has none. Null means a bad token: the caller answers 401 with an empty body.
    /// </summary>
    public async ValueTask<Permission?> AuthorizeAsync(HttpContext context, Permission withoutToken, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string header = context.Request.Headers.Authorization.ToString();
        string token = context.Request.Query["token"].ToString();
        if (header.Length > 0)
        {
            if (!header.StartsWith(Scheme, StringComparison.Ordinal)) return null;
            token = header[Scheme.Length..];
        }

        if (token.Length == 0) return withoutToken;
        Permission? granted = await verifier.VerifyAsync(token, cancellationToken);
        if (granted is not null) context.Features.Get<IConnectionStanding>()?.Known();
        return granted;
    }

    /// <summary>
    /// For endpoints that need <paramref name="needed"/> (<c>/remote</c>): true when the request may go on. Otherwise the 401 answer has been
    /// written: an empty body for a bad token, Lotus' text for a missing permission.
    /// </summary>
    public async ValueTask<bool> RequireAsync(HttpContext context, Permission needed, CancellationToken cancellationToken)
    {
        Permission? granted = await AuthorizeAsync(context, Permission.None, cancellationToken);
        if (granted is { } permission && permission.HasFlag(needed)) return true;
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (granted is null)
        {
            context.Response.ContentLength = 0;
            return false;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        string name = string.Join(", ", PermissionNames.ToNames(needed));
        await context.Response.WriteAsync($$"""{"Error":"unauthorized: missing {{name}} permission"}""" + "\n", cancellationToken);
        return false;
    }
}
