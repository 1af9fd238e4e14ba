using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>
/// A real etcd and a real kube-apiserver on loopback, in a folder of their own: no controllers, no scheduler, no nodes. The etcd compacts its history
/// after seconds, so that a version is soon too old.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = new();
    private readonly TiedProcess _etcd, _server;
    private readonly HttpClient _http;
    private readonly string _url;

    private ControlPlane(string assets)
    {
        int port = LoopbackPort.Free();
        _url = $"https://127.0.0.1:{port}";
        string etcd = $"http://127.0.0.1:{LoopbackPort.Free()}", peer = $"http://127.0.0.1:{LoopbackPort.Free()}";
        WriteKeys();
        _etcd = new TiedProcess("etcd", Path.Combine(assets, "etcd"),
        [
            "--data-dir", _folder["etcd"], "--unsafe-no-fsync", "--log-level", "warn", "--listen-client-urls", etcd, "--advertise-client-urls", etcd,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}",
        ], _folder["etcd.log"]);
        _server = new TiedProcess("kube-apiserver", Path.Combine(assets, "kube-apiserver"),
        [
            "--etcd-servers", etcd, "--etcd-compaction-interval", "5s", "--bind-address", "127.0.0.1", "--secure-port", $"{port}",
            "--advertise-address", "10.255.255.1", "--endpoint-reconciler-type", "none", "--service-cluster-ip-range", "10.255.0.0/24",
            "--tls-cert-file", _folder["server.crt"], "--tls-private-key-file", _folder["server.key"], "--client-ca-file", _folder["ca.crt"],
            "--service-account-issuer", "https://kubernetes.default.svc", "--service-account-key-file", _folder["accounts.key"],
            "--service-account-signing-key-file", _folder["accounts.key"], "--authorization-mode", "RBAC",
            // Pods are made without a controller that makes accounts for them.
            "--disable-admission-plugins", "ServiceAccount",
            // Clusters that have it ask for a right of their own for what may hold an owner's end up.
            "--enable-admission-plugins", "OwnerReferencesPermissionEnforcement",
        ], _folder["server.log"]);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = ClientOptions() }) { Timeout = TimeSpan.FromSeconds(5) };
    }

    /// <summary>A kubeconfig file of somebody who may do everything, by client certificate.</summary>
    public string KubeConfig => _folder["admin.kubeconfig"];

    /// <summary>Where the API server listens.</summary>
    public IPEndPoint Address => new(IPAddress.Loopback, new Uri(_url).Port);

    /// <summary>Starts one, if its programs are at hand, and waits until it answers.</summary>
    public static Task<ControlPlane?> StartAsync() => StartInAsync(KubeAssets.Find());

    /// <summary>Starts one of a version, if that is at hand, and waits until it answers.</summary>
    /// <param name="version">Such as <c>1.37.2</c>.</param>
    public static Task<ControlPlane?> StartAsync(string version) => StartInAsync(KubeAssets.Find(version));

    private static async Task<ControlPlane?> StartInAsync(string? assets)
    {
        if (assets is null) return null;
        ControlPlane plane = new(assets);
        plane._etcd.Start();
        plane._server.Start();
        await plane.ReadyAsync();
        return plane;
    }

    /// <summary>The same user, by way of another address.</summary>
    public string KubeConfigAt(IPEndPoint address)
    {
        string path = _folder[$"at-{address.Port}.kubeconfig"];
        File.WriteAllText(path, File.ReadAllText(KubeConfig).Replace(_url, $"https://{address}", StringComparison.Ordinal));
        return path;
    }

    /// <summary>kill -9 of the API server.</summary>
    public void KillServer() => _server.Kill();

    /// <summary>Starts the API server again and waits until it answers.</summary>
    public Task StartServerAsync()
    {
        _server.Start();
        return ReadyAsync();
    }

    /// <summary>The API server stands still: connections stay, nothing comes.</summary>
    public void FreezeServer() => _server.Freeze();

    /// <summary>It goes on.</summary>
    public Task ThawServerAsync()
    {
        _server.Thaw();
        return ReadyAsync();
    }

    /// <summary>Waits until the API server answers that it is ready.</summary>
    public Task ReadyAsync() => Patience.UntilAsync("the API server is ready", IsReadyAsync, () => _server.EndOfLog + "\n" + _etcd.EndOfLog);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server.Kill();
        _etcd.Kill();
        _http.Dispose();
        _certificates.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The status with which the API server answers a GET.</summary>
    public async Task<int> StatusOfAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(_url + path);
        return (int)response.StatusCode;
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return await StatusOfAsync("/readyz") == 200;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void WriteKeys()
    {
        using X509Certificate2 server = _certificates.Issue("CN=kube-apiserver", "localhost", IPAddress.Loopback);
        using X509Certificate2 admin = _certificates.Issue("O=system:masters, CN=admin");
        using RSA accounts = RSA.Create(2048);
        string certificate = Base64(admin.ExportCertificatePem()), key = Base64(KeyOf(admin));
        string authority = _certificates.Authority.ExportCertificatePem();
        File.WriteAllText(_folder["ca.crt"], authority);
        File.WriteAllText(_folder["server.crt"], server.ExportCertificatePem());
        File.WriteAllText(_folder["server.key"], KeyOf(server));
        File.WriteAllText(_folder["accounts.key"], accounts.ExportRSAPrivateKeyPem());
        File.WriteAllText(KubeConfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{ name: test, context: { cluster: test, user: admin } }]
            clusters: [{ name: test, cluster: { server: "{{_url}}", certificate-authority-data: {{Base64(authority)}} } }]
            users: [{ name: admin, user: { client-certificate-data: {{certificate}}, client-key-data: {{key}} } }]
            """);
    }

    private SslClientAuthenticationOptions ClientOptions()
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_certificates.Authority);
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = policy,
            ClientCertificates = [_certificates.Issue("O=system:masters, CN=admin")],
        };
    }

    private static string KeyOf(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
