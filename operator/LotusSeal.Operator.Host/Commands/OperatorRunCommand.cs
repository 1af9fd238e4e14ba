using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using LotusSeal.Hosting;
using LotusSeal.Operator.Admission;
using LotusSeal.Operator.Host.Cluster;
using LotusSeal.Operator.Host.Hosting;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Host.Commands;

/// <summary><c>run</c>: the operator itself.</summary>
internal static class OperatorRunCommand
{
    private const string UsualNamespace = "lotusseal-system";

    private static readonly Option<string?> OwnNamespace =
        new("--own-namespace") { Description = $"namespace of the leader's lease (default: that of the pod, else {UsualNamespace})" };

    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "address for probes, metrics and the status page",
        // Of both kinds: a pod may have no IPv4 address. A kernel without IPv6 has none of the other.
        DefaultValueFactory = _ => Socket.OSSupportsIPv6 ? "[::]:8080" : "0.0.0.0:8080",
    };

    private static readonly Option<string?> WorkerImage =
        new("--worker-image") { Description = "image of lotus-seal-worker for pools that name none" };
    private static readonly Option<string?> LotusImage =
        new("--lotus-image") { Description = "image with lotus-worker for pools that name none" };

    private static readonly Option<string[]> MinerLabels =
        new("--miner-label") { Description = "NAME=VALUE: label of the miner's pods, which network policies let in; may be given more than once" };

    private static readonly Option<string[]> MinerRanges =
        new("--miner-cidr") { Description = "addresses of miners that are no pods of the cluster, for network policies; may be repeated" };

    private static readonly Option<string?> Monitoring =
        new("--monitoring-namespace") { Description = "namespace from which network policies let metrics be read" };

    private static readonly Option<bool> NoBudgets = new("--no-disruption-budgets") { Description = "pools get no disruption budget" };

    private static readonly Option<bool> NoNodes =
        new("--no-nodes") { Description = "do not look at nodes: no right to see them is needed, and a cordoned or lost node is not noticed" };

    private static readonly Option<bool> NoWebhooks =
        new("--no-webhooks") { Description = "serve no webhooks: pools are checked when they are worked on, and budgets refuse evictions" };

    private static readonly Option<int> WebhookPort = new("--webhook-port")
    {
        Description = "port of the webhooks",
        DefaultValueFactory = _ => new AdmissionOptions().Port,
    };

    private static readonly Option<int> Rate = new("--requests-per-second")
    {
        Description = "most requests a second to the API server; what ends a drain does not wait",
        DefaultValueFactory = _ => 100,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("run", "Look after pools until a signal comes.")
        {
            ClusterOptions.Namespaces, ClusterOptions.KubeConfig, OwnNamespace, Listen, WorkerImage, LotusImage, MinerLabels, MinerRanges, Monitoring,
            NoBudgets, NoNodes, NoWebhooks, WebhookPort, Rate,
        };
        command.SetAction((result, cancellationToken) => OperatorProcess.RunAsync(Read(result), cancellationToken));
        return command;
    }

    private static OperatorOptions Read(ParseResult result)
    {
        int rate = result.GetValue(Rate);
        if (rate is < 1 or > 10_000) throw new UsageException($"--requests-per-second: {rate} is not from 1 to 10000");
        if (!IPEndPoint.TryParse(result.GetValue(Listen)!, out IPEndPoint? listen))
            throw new UsageException($"--listen: '{result.GetValue(Listen)}' is no address with a port, such as 0.0.0.0:8080");
        string own = result.GetValue(OwnNamespace) ?? ApiServerAccess.PodNamespace ?? UsualNamespace;
        OperatorSettings settings = new();
        return new OperatorOptions
        {
            Namespaces = ClusterOptions.NamespacesOf(result),
            KubeConfig = result.GetValue(ClusterOptions.KubeConfig),
            OwnNamespace = own,
            Instance = Environment.MachineName,
            Listen = listen,
            WatchNodes = !result.GetValue(NoNodes),
            RequestsPerSecond = rate,
            Admission = new() { Enabled = !result.GetValue(NoWebhooks), Namespace = own, Port = result.GetValue(WebhookPort) },
            Settings = settings with
            {
                ManagedImage = result.GetValue(WorkerImage) ?? settings.ManagedImage,
                LotusImage = result.GetValue(LotusImage) ?? settings.LotusImage,
                OperatorNamespace = own,
                MinerPodLabels = Labels(result.GetValue(MinerLabels) ?? []),
                MinerAddresses = [.. (result.GetValue(MinerRanges) ?? []).Select(Range)],
                MonitoringNamespace = result.GetValue(Monitoring),
                DisruptionBudgets = !result.GetValue(NoBudgets),
            },
        };
    }

    private static Dictionary<string, string>? Labels(string[] texts)
    {
        if (texts.Length == 0) return null;
        Dictionary<string, string> labels = [];
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new UsageException($"--miner-label: '{text}' is not of the form NAME=VALUE");
            labels[text[..equals]] = text[(equals + 1)..];
        }

        return labels;
    }

    private static string Range(string text) =>
        IPNetwork.TryParse(text, out _) ? text
            : throw new UsageException($"--miner-cidr: '{text}' is no range of addresses, such as 10.0.0.0/8");
}
