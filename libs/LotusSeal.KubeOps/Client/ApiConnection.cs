using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;
using k8s.Authentication;

namespace LotusSeal.KubeOps.Client;

/// <summary>
/// The way to one API server: connections, credentials, deadlines. One for the whole process. It speaks HTTP/1.1, so that a connection that died
/// in silence costs one request its deadline; over HTTP/2 it would hold every request, and the renewal of the lease with them.
/// </summary>
public sealed class ApiConnection : IDisposable
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10), IdleTimeout = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http;
    private readonly X509Certificate2? _clientCertificate;
    private readonly ServiceClientCredentials? _credentials;
    private readonly Uri _root;

    /// <param name="configuration">From a kubeconfig file or from the pod's service account.</param>
    /// <param name="time">Measures deadlines.</param>
    /// <param name="requestTimeout">The deadline of everything but a watch.</param>
    /// <param name="userAgent">The program's name in the API server's log of who did what.</param>
    /// <param name="impersonation">Whom to act as; null for oneself.</param>
    /// <exception cref="ArgumentException">The configuration asks not to check who answers.</exception>
    public ApiConnection(KubernetesClientConfiguration configuration, TimeProvider time, TimeSpan? requestTimeout = null,
        string userAgent = "lotus-seal-operator", Impersonation? impersonation = null)
    {
        if (configuration.SkipTlsVerify)
            throw new ArgumentException($"insecure-skip-tls-verify is set for {configuration.Host}: whoever answers there would get the token");
        Time = time;
        RequestTimeout = requestTimeout ?? TimeSpan.FromSeconds(30);
        _root = new Uri(configuration.Host.TrimEnd('/') + "/");
        _credentials = Kubernetes.CreateCredentials(configuration);
        _clientCertificate = ClientCertificate.Of(configuration);
        _http = new HttpClient(Handler(configuration)) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
        if (impersonation is null) return;
        _http.DefaultRequestHeaders.Add("Impersonate-User", impersonation.User);
        foreach (string group in impersonation.Groups) _http.DefaultRequestHeaders.Add("Impersonate-Group", group);
    }

    /// <summary>
    /// A way to the same server, with the same trust and without anything of one's own that proves who asks: neither certificate nor token. Whoever
    /// sends by it says with each request who that is.
    /// </summary>
    /// <param name="configuration">From a kubeconfig file or from the pod's service account.</param>
    /// <param name="time">Measures deadlines.</param>
    /// <param name="requestTimeout">The deadline of a request.</param>
    public static ApiConnection WithoutCredentials(KubernetesClientConfiguration configuration, TimeProvider time, TimeSpan requestTimeout)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        // What is not named here is not taken over: a new way to prove oneself is none of this connection's.
        KubernetesClientConfiguration bare = new()
        {
            Host = configuration.Host,
            SslCaCerts = configuration.SslCaCerts,
            TlsServerName = configuration.TlsServerName,
            SkipTlsVerify = configuration.SkipTlsVerify,
        };
        return new ApiConnection(bare, time, requestTimeout);
    }

    internal TimeProvider Time { get; }

    internal TimeSpan RequestTimeout { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _clientCertificate?.Dispose();
    }

    /// <summary>Sends a request and gives its answer once the headers are there.</summary>
    /// <exception cref="KubernetesApiException">The answer is no success.</exception>
    internal Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken) =>
        SendAsync(method, path, content, null, cancellationToken);

    /// <inheritdoc cref="SendAsync(HttpMethod, string, HttpContent, CancellationToken)"/>
    /// <param name="method">What is to be done.</param>
    /// <param name="path">With what.</param>
    /// <param name="content">The body, or none.</param>
    /// <param name="authorization">Who asks, where that is not for the connection to say.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, new Uri(_root, path)) { Content = content, Version = HttpVersion.Version11 };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = authorization;
        if (_credentials is not null) await _credentials.ProcessHttpRequestAsync(request, cancellationToken);
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            TimeSpan? retryAfter = response.Headers.RetryAfter?.Delta;
            StatusAnswer answer = StatusAnswer.Parse(await BeginningOfAsync(response, cancellationToken));
            throw new KubernetesApiException(method.Method, path, response.StatusCode, answer, retryAfter);
        }
    }

    private static async Task<string> BeginningOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[LongestAnswer];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private SocketsHttpHandler Handler(KubernetesClientConfiguration configuration)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = IdleTimeout,
            // A server behind one address may be replaced by another, which the name then points to.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        if (_clientCertificate is not null) handler.SslOptions.ClientCertificates = [_clientCertificate];
        if (!string.IsNullOrEmpty(configuration.TlsServerName)) handler.SslOptions.TargetHost = configuration.TlsServerName;
        if (configuration.SslCaCerts is { Count: > 0 } authorities) handler.SslOptions.CertificateChainPolicy = TrustIn(authorities);
        return handler;
    }

    /// <summary>Trusts these authorities alone; the name in the certificate is checked as always.</summary>
    private static X509ChainPolicy TrustIn(X509Certificate2Collection authorities)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
