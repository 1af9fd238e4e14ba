using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>The token of a request.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";
    private const int Longest = 16 * 1024;

    /// <summary>
    /// What a token is made of (RFC 6750). Anything else might be no token to the API server, which then answers for nobody in particular, and
    /// nobody in particular may be allowed something.
    /// </summary>
    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/=");

    /// <summary>The token; null when there is none, or what cannot be one.</summary>
    public static string? Of(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        string token = header[Scheme.Length..].Trim(' ');
        return token.Length is > 0 and <= Longest && !token.AsSpan().ContainsAnyExcept(Letters) ? token : null;
    }
}
