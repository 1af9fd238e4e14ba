namespace LotusSeal.Lotus.Api;

/// <summary>Where an API is and what opens it (protocol spec 1.5).</summary>
/// <param name="Token">The token, never printed; null for none.</param>
/// <param name="Url">http, https, ws or wss; with or without the path <c>/rpc/v0</c>.</param>
public sealed record ApiInfo(string? Token, Uri Url)
{
    private const string RpcPath = "/rpc/v0";

    /// <summary>Where the token was read or looked for: the variable or the file, for messages; null when nobody knows.</summary>
    public string? TokenSource { get; init; }

    /// <summary>Parses <c>TOKEN:ADDRESS</c> or a bare multiaddress; of several separated by commas the first counts.</summary>
    /// <param name="text">The value.</param>
    /// <param name="source">What it comes from, for the message: a variable or a file.</param>
    /// <exception cref="FormatException">The value is malformed; the message names the source and never the token.</exception>
    public static ApiInfo Parse(string text, string source = "the API address")
    {
        ArgumentNullException.ThrowIfNull(text);
        string first = text.Split(',')[0].Trim();
        try
        {
            int colon = first.IndexOf(':', StringComparison.Ordinal);
            if (first.StartsWith('/') || colon < 0 || first.AsSpan(colon + 1).StartsWith("//")) return Of(null, first);
            string token = first[..colon];
            return Of(token, first[(colon + 1)..]);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{source}: {e.Message}", e);
        }

        ApiInfo Of(string? token, string address) =>
            new(string.IsNullOrEmpty(token) ? null : token, ParseAddress(address)) { TokenSource = source };
    }

    /// <summary>Reads <c>api</c> and <c>token</c> of a miner's or worker's repository; a missing token is no error.</summary>
    /// <exception cref="IOException">The folder is not a repository or a file cannot be read.</exception>
    /// <exception cref="FormatException">The <c>api</c> file is malformed.</exception>
    public static ApiInfo FromRepository(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Path.Exists(Path.Combine(folder, "datastore")) && !Path.Exists(Path.Combine(folder, "keystore")))
            throw new IOException($"{folder}: not a repo: it has neither datastore nor keystore.");
        string api = Path.Combine(folder, "api");
        if (!File.Exists(api)) throw new IOException($"{api}: API not running (no endpoint).");
        string tokenFile = Path.Combine(folder, "token");
        string? token = File.Exists(tokenFile) ? File.ReadAllText(tokenFile).Trim() : null;
        try
        {
            return new ApiInfo(string.IsNullOrEmpty(token) ? null : token, ParseAddress(File.ReadAllText(api).Trim())) { TokenSource = tokenFile };
        }
        catch (FormatException e)
        {
            throw new FormatException($"{api}: {e.Message}", e);
        }
    }

    /// <summary>The URL to call, with the path <c>/rpc/v0</c> appended unless it is there.</summary>
    public Uri ToRpcUrl()
    {
        string path = Url.AbsolutePath.TrimEnd('/');
        return path.EndsWith(RpcPath, StringComparison.Ordinal) ? Url : new UriBuilder(Url) { Path = path + RpcPath }.Uri;
    }

    /// <summary>The same over POST instead of a WebSocket, as a worker calls its miner.</summary>
    public ApiInfo ToHttp() => WithScheme("http", "https");

    /// <summary>The same over a WebSocket.</summary>
    public ApiInfo ToWebSocket() => WithScheme("ws", "wss");

    /// <summary>The URL only, without what may be secret in it.</summary>
    public override string ToString() => UrlText.WithoutSecrets(Url);

    private static Uri ParseAddress(string address)
    {
        if (address.StartsWith('/')) return MultiAddress.Parse(address).ToUri();
        if (Uri.TryCreate(address, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" or "ws" or "wss" && url.Host.Length > 0)
            return url;
        throw new FormatException("expected [TOKEN:]ADDRESS, where ADDRESS is a multiaddress or an http, https, ws or wss URL");
    }

    private ApiInfo WithScheme(string plain, string secure)
    {
        string scheme = Url.Scheme is "https" or "wss" ? secure : plain;
        return this with { Url = new UriBuilder(Url) { Scheme = scheme, Port = Url.Port }.Uri };
    }
}
