using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Certificates;

/// <summary>Puts the authority into a configuration of webhooks, and puts it back when somebody takes it out.</summary>
/// <param name="client">Reads and patches configurations.</param>
/// <param name="logger">Told of what was written.</param>
internal sealed class CaBundleWriter(EntityClient<V1ValidatingWebhookConfiguration> client, ILogger logger)
{
    private const string FieldManager = "lotus-seal-operator-webhooks";

    private readonly HashSet<string> _missing = [];

    /// <summary>Looks at a configuration and writes it where it differs.</summary>
    /// <param name="name">The configuration.</param>
    /// <param name="bundle">The authorities.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task EnsureAsync(string name, string bundle, CancellationToken cancellationToken)
    {
        ObjectKey key = new(null, name);
        if (await client.GetAsync(key, cancellationToken) is not { } configuration)
        {
            if (_missing.Add(name)) logger.ConfigurationMissing(name);
            return;
        }

        _missing.Remove(name);
        byte[] bytes = Encoding.ASCII.GetBytes(bundle);
        if ((configuration.Webhooks ?? []).All(webhook => bytes.AsSpan().SequenceEqual(webhook.ClientConfig.CaBundle))) return;
        await client.ApplyAsync(key, Body(configuration, bytes), FieldManager, force: true, cancellationToken);
        logger.BundleWritten(name);
    }

    /// <summary>
    /// The bundle alone, so that everything else stays its owner's. With its version the object is the one that was read: one that is gone is not
    /// made again, and what was decided before a pause is refused.
    /// </summary>
    private static byte[] Body(V1ValidatingWebhookConfiguration configuration, byte[] bundle) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["apiVersion"] = configuration.ApiVersion,
        ["kind"] = configuration.Kind,
        ["metadata"] = new JsonObject { ["name"] = configuration.Metadata.Name, ["resourceVersion"] = configuration.Metadata.ResourceVersion },
        ["webhooks"] = new JsonArray([.. configuration.Webhooks.Select(webhook => new JsonObject
        {
            ["name"] = webhook.Name,
            ["clientConfig"] = new JsonObject { ["caBundle"] = Convert.ToBase64String(bundle) },
        })]),
    }.ToJsonString());
}
