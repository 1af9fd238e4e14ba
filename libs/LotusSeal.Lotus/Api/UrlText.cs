namespace LotusSeal.Lotus.Api;

/// <summary>URLs as they may be shown: in messages and logs.</summary>
public static class UrlText
{
    /// <summary>Scheme, host, port and path; user, password, query and fragment may hold secrets and are left out.</summary>
    public static string WithoutSecrets(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
    }
}
