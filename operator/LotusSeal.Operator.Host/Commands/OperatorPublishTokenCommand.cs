using System.CommandLine;
using k8s.Models;
using LotusSeal.Hosting;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Host.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Host.Commands;

/// <summary><c>publish-token</c>: keeps a Secret as the token in a miner's repository is. The chart runs it beside a miner.</summary>
internal static class OperatorPublishTokenCommand
{
    private static readonly Option<string> TokenFile = new("--file") { Description = "the file token of the miner's repository", Required = true };

    private static readonly Option<string> Secret = new("--secret") { Description = "name of the Secret that pools name", Required = true };

    private static readonly Option<string?> Namespace = new("--in-namespace") { Description = "namespace of the Secret (default: that of the pod)" };

    private static readonly Option<bool> Once = new("--once") { Description = "end when the Secret is as it should be" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("publish-token", "Write the token of a miner into a Secret as soon as there is one, and when it changes.")
        {
            TokenFile, Secret, Namespace, Once, ClusterOptions.KubeConfig,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            string space = result.GetValue(Namespace) ?? ApiServerAccess.PodNamespace
                ?? throw new UsageException("--in-namespace is missing: this is no pod, so there is none to take it from");
            using ILoggerFactory loggers = ProcessLog.Create(Environment.GetEnvironmentVariable);
            using ApiConnection connection = new(ApiServerAccess.Find(result.GetValue(ClusterOptions.KubeConfig)), TimeProvider.System);
            EntityClient<V1Secret> secrets = new(connection, new EntityDefinition<V1Secret>(KubeJson.Options()));
            TokenPublisher publisher = new(secrets, new ObjectKey(space, result.GetValue(Secret)!), result.GetValue(TokenFile)!, TimeProvider.System,
                loggers.CreateLogger("token"));
            await publisher.RunAsync(result.GetValue(Once), cancellationToken);
            return 0;
        });
        return command;
    }
}
