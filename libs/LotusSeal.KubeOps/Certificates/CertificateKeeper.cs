using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Observability;
using LotusSeal.KubeOps.Queue;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Certificates;

/// <summary>
/// Keeps the certificates of webhooks: makes them in a Secret, renews them, tells API servers whom to trust, and gives the certificate to serve with.
/// </summary>
/// <param name="connection">The way to the API server.</param>
/// <param name="options">Which certificates, and where.</param>
/// <param name="time">Says when they are due.</param>
/// <param name="logger">Told of what was made. Never of keys.</param>
/// <remarks>
/// Every replica does this, leader or not: webhooks are served by all, also while none leads. What is written is only written over what was read, by
/// <c>resourceVersion</c>, so that of several that come at once one writes and the others read what it wrote.
/// </remarks>
public sealed class CertificateKeeper(ApiConnection connection, CertificateOptions options, TimeProvider time, ILogger logger)
{
    private const int MostTries = 5;
    private static readonly BackOff Pause = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    private readonly EntityClient<V1Secret> _secrets = new(connection, new EntityDefinition<V1Secret>(KubeJson.Options()));
    private readonly CaBundleWriter _bundles = new(new EntityClient<V1ValidatingWebhookConfiguration>(
        connection, new EntityDefinition<V1ValidatingWebhookConfiguration>(KubeJson.Options(), namespaced: false)), logger);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _told = [];
    private volatile SslStreamCertificateContext? _current;
    private int _failures;

    /// <summary>Completes when there is a certificate to serve with.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The certificate to serve with. The one before it serves the connections that have it.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public SslStreamCertificateContext Current => _current ?? throw new InvalidOperationException("there is no certificate yet");

    /// <summary>Keeps them until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await PassAsync(cancellationToken), time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Looks at everything once.</summary>
    /// <returns>When to look again.</returns>
    internal async Task<TimeSpan> PassAsync(CancellationToken cancellationToken)
    {
        ServingCertificates? certificates = null;
        List<(string What, string Problem)> problems = [];
        await TryAsync($"The Secret {options.Secret}", async () => certificates = await EnsureSecretAsync(cancellationToken));
        if (certificates is not null)
        {
            Serve(certificates.Server!);
            foreach (string name in options.Configurations)
                await TryAsync($"The configuration {name}", () => _bundles.EnsureAsync(name, certificates.Bundle, cancellationToken));
        }

        _failures = problems.Count == 0 ? 0 : _failures + 1;
        TimeSpan next = problems.Count == 0 ? options.Interval : Pause.After(_failures, Random.Shared.NextDouble());
        foreach ((string what, string problem) in problems.Where(problem => !_told.Contains($"{problem}")))
            logger.CertificatePassFailed(what, problem, next.TotalSeconds);
        _told.Clear();
        _told.UnionWith(problems.Select(problem => $"{problem}"));
        return next;

        async Task TryAsync(string what, Func<Task> act)
        {
            try
            {
                await act();
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                problems.Add((what, error.Message));
            }
        }
    }

    /// <summary>Reads the Secret, and makes it or brings it to what it should be.</summary>
    private async Task<ServingCertificates> EnsureSecretAsync(CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            V1Secret? secret = await _secrets.GetAsync(options.Secret, cancellationToken);
            string? problem = null;
            ServingCertificates? read = secret is null ? null : CertificateSecret.Read(secret.Data, out problem);
            ServingCertificates wanted = CertificateRenewal.Renew(read, options, time.GetUtcNow(), out string? what);
            if (what is null) return wanted;
            try
            {
                await WriteAsync(secret, wanted, cancellationToken);
            }
            // Another replica was quicker, or somebody removed it: what there is now counts.
            catch (KubernetesApiException error) when (
                tries < MostTries && (error.IsAlreadyExists || error.IsConflict || (secret is not null && error.IsNotFound)))
            {
                continue;
            }

            if (secret is null) logger.CertificatesMade(options.Secret.ToString());
            else if (problem is not null) logger.CertificatesReplaced(options.Secret.ToString(), problem);
            else logger.CertificatesRenewed(options.Secret.ToString(), what);
            return wanted;
        }
    }

    private Task<V1Secret> WriteAsync(V1Secret? secret, ServingCertificates certificates, CancellationToken cancellationToken)
    {
        Dictionary<string, byte[]> data = CertificateSecret.Write(certificates);
        if (secret is null)
        {
            V1ObjectMeta metadata = new() { Name = options.Secret.Name, NamespaceProperty = options.Secret.Namespace };
            return _secrets.CreateAsync(new V1Secret { Metadata = metadata, Type = "kubernetes.io/tls", Data = data }, cancellationToken);
        }

        secret.Data = data;
        return _secrets.UpdateAsync(secret, cancellationToken);
    }

    private void Serve(X509Certificate2 server)
    {
        if (_current?.TargetCertificate.Thumbprint != server.Thumbprint)
        {
            _current = SslStreamCertificateContext.Create(server, additionalCertificates: null, offline: true);
            string end = CertificateIssuer.End(server).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            logger.CertificateServed(server.Thumbprint[..16], end);
        }

        _ready.TrySetResult();
    }
}
