using k8s.Models;
using LotusSeal.KubeOps.Certificates;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Hosting;
using LotusSeal.KubeOps.Watcher;
using LotusSeal.KubeOps.Webhooks;
using LotusSeal.Operator.Admission.Observability;
using LotusSeal.Operator.Entities;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Admission;

/// <summary>
/// The webhooks of the operator with all that they need, as one loop. Every replica runs it, whether it leads or not. The caches are filled by
/// watchers of the program.
/// </summary>
/// <param name="connection">The way to the API server.</param>
/// <param name="pods">At least the pods of pools.</param>
/// <param name="pools">The pools.</param>
/// <param name="options">Where.</param>
/// <param name="time">Says when certificates are due.</param>
/// <param name="loggers">The log of the process.</param>
public sealed class AdmissionServer(ApiConnection connection, EntityCache<V1Pod> pods, EntityCache<V1Alpha1SealWorker> pools,
    AdmissionOptions options, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>The paths of the webhooks, as config/webhook names them.</summary>
    public const string SealWorkerPath = "/validate/sealworkers", EvictionPath = "/validate/evictions";

    private readonly ILogger _logger = loggers.CreateLogger<AdmissionServer>();
    private readonly TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the port once it listens; never, where it is off.</summary>
    public Task<int> Listening => _listening.Task;

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Enabled)
        {
            _logger.IsOff();
            await UntilAsync(cancellationToken);
            return;
        }

        CertificateKeeper keeper = new(connection, options.Certificates, time, loggers.CreateLogger<CertificateKeeper>());
        DrainRequests drains = new(
            new EntityClient<V1Pod>(connection, new EntityDefinition<V1Pod>(KubeJson.Options())), loggers.CreateLogger<DrainRequests>());
        await TaskGroup.RunAsync([keeper.RunAsync, drains.RunAsync, stop => ServeAsync(keeper, drains, stop)], cancellationToken);
    }

    private async Task ServeAsync(CertificateKeeper keeper, DrainRequests drains, CancellationToken cancellationToken)
    {
        EntityDefinition<V1Alpha1SealWorker> pool = new(KubeJson.Options(SealWorkerJson.Default));
        EntityDefinition<V1Eviction> eviction = new(KubeJson.Options());
        IAdmissionHandler[] handlers =
        [
            new AdmissionHandler<V1Alpha1SealWorker>(SealWorkerPath, new SealWorkerValidationWebhook(), pool),
            new AdmissionHandler<V1Eviction>(EvictionPath, new EvictionWebhook(pods, pools, drains), eviction),
        ];
        await Task.WhenAny(keeper.Ready, UntilAsync(cancellationToken));
        if (cancellationToken.IsCancellationRequested) return;
        WebhookServerOptions server = new() { Address = options.Address, Port = options.Port };
        await using WebhookServer serving = await WebhookServer.StartAsync(server, () => keeper.Current, handlers, loggers, time, cancellationToken);
        _logger.Serves(serving.Port);
        _listening.TrySetResult(serving.Port);
        await UntilAsync(cancellationToken);
    }

    private static async Task UntilAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
    }
}
