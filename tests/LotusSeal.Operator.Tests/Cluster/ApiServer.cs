using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using k8s;
using LotusSeal.Operator.Crds;

namespace LotusSeal.Operator.Tests.Cluster;

/// <summary>
/// A real kube-apiserver for tests: that of KUBECONFIG, or one of our own with the programs of KUBEBUILDER_ASSETS, or with those of
/// the shared folder. Without any of them its tests are skipped and say so.
/// </summary>
public sealed class ApiServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _processes = [];
    private string? _missing;
    private HttpClient? _client;
    private IDisposable? _owner;

    /// <summary>Speaks to the server; skips the test where there is none.</summary>
    public HttpClient Client
    {
        get
        {
            if (_client is null) Assert.Skip(_missing!);
            return _client;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } file) Use(file);
        else if (Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } assets) await StartAsync(assets);
        else if (Repository.Shared("kube", "cluster.sh") is { } script) await StartAsync(await OutputAsync(script, "unpack"));
        else _missing = "no kube-apiserver: set KUBECONFIG, or KUBEBUILDER_ASSETS to a folder with kube-apiserver and etcd.";
        if (_client is not null) await InstallAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _owner?.Dispose();
        foreach (Process process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Dispose();
    }

    private void Use(string kubeconfig)
    {
        Kubernetes client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        (_owner, _client) = (client, client.HttpClient);
        _client.BaseAddress = client.BaseUri;
    }

    private async Task StartAsync(string assets)
    {
        int etcd = LoopbackPort.Free(), peer = LoopbackPort.Free(), port = LoopbackPort.Free();
        string token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        await File.WriteAllTextAsync(_folder["tokens.csv"], $"{token},tests,tests,system:masters\n");
        using (RSA key = RSA.Create(2048)) await File.WriteAllTextAsync(_folder["accounts.key"], key.ExportRSAPrivateKeyPem());
        Launch(assets, "etcd", [$"--data-dir={_folder["etcd"]}", "--unsafe-no-fsync", $"--listen-client-urls={Loopback("http", etcd)}",
            $"--advertise-client-urls={Loopback("http", etcd)}", $"--listen-peer-urls={Loopback("http", peer)}"]);
        Launch(assets, "kube-apiserver", [$"--etcd-servers={Loopback("http", etcd)}", $"--secure-port={port}", "--bind-address=127.0.0.1",
            $"--cert-dir={_folder["certificates"]}", $"--token-auth-file={_folder["tokens.csv"]}", "--authorization-mode=RBAC",
            $"--service-account-key-file={_folder["accounts.key"]}", $"--service-account-signing-key-file={_folder["accounts.key"]}",
            "--service-account-issuer=https://127.0.0.1", "--disable-admission-plugins=ServiceAccount", "--service-cluster-ip-range=10.0.0.0/24"]);
        // Its certificate is its own; it listens on loopback only.
        HttpClientHandler loopback = new();
        loopback.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
        _client = new HttpClient(loopback) { BaseAddress = new Uri(Loopback("https", port)) };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        await Patience.UntilAsync("the API server is ready", IsReadyAsync, () => File.ReadAllText(_folder["kube-apiserver.log"]));
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage answer = await _client!.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Launch(string assets, string program, string[] arguments) => _processes.Add(Process.Start(new ProcessStartInfo(
        "/bin/sh", ["-c", $"exec '{Path.Combine(assets, program)}' \"$@\" >'{_folder[program + ".log"]}' 2>&1", "sh", .. arguments]))!);

    private static string Loopback(string scheme, int port) => string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{port}");

    private static async Task<string> OutputAsync(string program, string argument)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program} {argument}: exit code {process.ExitCode}");
    }

    /// <summary>Applies the resource definition and waits until objects of its kind can be made.</summary>
    private async Task InstallAsync()
    {
        KubeObjects objects = new(_client!);
        string definition = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "crds", CrdGenerator.FileName));
        KubeAnswer answer = await objects.ApplyAsync(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/sealworkers.lotusseal.io", definition, dryRun: false);
        Assert.True(answer.IsTaken, answer.Text);
        string pool = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "samples", "pool-cpu.yaml"));
        // Not served at once: 404, then for a moment 429.
        await Patience.UntilAsync("the kind is served", async () => (await objects.CreateAsync(KubeObjects.Pools, pool, dryRun: true)).IsTaken);
    }
}
