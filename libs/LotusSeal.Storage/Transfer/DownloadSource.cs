using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>Where a download comes from.</summary>
/// <param name="Url">An http or https URL; its query may carry a signature.</param>
/// <param name="Headers">Headers to send as they are, or null for the store's own token.</param>
internal sealed record DownloadSource(string Url, HeaderEntry[]? Headers)
{
    /// <summary>The URL as messages and records may hold it.</summary>
    public string PublicUrl { get; } = WithoutSecrets(Url);

    // A query may carry a signature; it does not belong into messages.
    public static string WithoutSecrets(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? UrlText.WithoutSecrets(uri) : url.Split('?', 2)[0];
}
