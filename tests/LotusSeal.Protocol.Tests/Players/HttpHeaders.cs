using LotusSeal.Protocol.Tests.Recordings;
using Microsoft.AspNetCore.Http;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>Header lists in the form of a recording.</summary>
internal static class HttpHeaders
{
    /// <summary>Headers of a server's request or response.</summary>
    public static IReadOnlyList<Header> Of(IHeaderDictionary headers) =>
        [.. headers.SelectMany(pair => pair.Value.Select(value => new Header(pair.Key, value ?? "")))];

    /// <summary>Headers of a client's response.</summary>
    public static IReadOnlyList<Header> Of(HttpResponseMessage response) =>
        [.. Pairs(response.Headers), .. Pairs(response.Content.Headers)];

    private static IEnumerable<Header> Pairs(System.Net.Http.Headers.HttpHeaders headers) =>
        headers.NonValidated.Select(pair => new Header(pair.Key, string.Join(",", pair.Value)));
}
