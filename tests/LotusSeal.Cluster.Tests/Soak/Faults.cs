using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>What may break: parts of Kubernetes, the leader of the operators, the miner, workers.</summary>
internal sealed class Faults(
    NodeCluster node, Containers containers, IReadOnlyList<OperatorProgram> operators, PodWatch pods, Journal journal)
{
    private const string Server = "kube-apiserver", Store = "etcd";
    private const string Kill = "SIGKILL", Stop = "SIGSTOP", Continue = "SIGCONT", Miner = "lotus-miner";

    private static readonly TimeSpan MetricsLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _broken = [];

    /// <summary>Breaks one thing after the other for a random time each, until it is told to stop; then everything is whole.</summary>
    public async Task RunAsync(Random random, CancellationToken stop)
    {
        while (await Pauses.OfAsync(random, 3, 12, stop))
        {
            if (await ChooseAsync(random) is not { } fault) continue;
            try
            {
                journal.Add(JournalKind.Fault, $"{fault.Name}: {fault.Target}");
                await fault.BeginAsync();
                await Pauses.OfAsync(random, 2, 40, stop);
            }
            finally
            {
                await fault.EndAsync();
                journal.Add(JournalKind.FaultEnd, $"{fault.Name}: {fault.Target}");
                lock (_lock) _broken.Remove(fault.Target);
            }
        }
    }

    private async Task<Fault?> ChooseAsync(Random random)
    {
        Fault? fault = random.Next(14) switch
        {
            0 => KilledComponent(Server),
            1 => FrozenComponent(Server),
            2 => KilledComponent(Store),
            3 => FrozenComponent(Store),
            4 => FrozenComponent("kube-controller-manager"),
            5 => FrozenComponent("kube-scheduler"),
            6 => FrozenComponent("kubelet"),
            7 => KilledOperator(await LeaderAsync(random)),
            8 => FrozenOperator(await LeaderAsync(random)),
            9 => TerminatedOperator(await LeaderAsync(random)),
            10 => await InPodAsync("miner killed", Miner, "miner", Kill),
            11 => await InPodAsync("miner frozen", Miner, "miner", Stop),
            12 => await InPodAsync("worker killed", AnyWorker(random), "worker", Kill),
            _ => await InPodAsync("worker frozen", AnyWorker(random), "worker", Stop),
        };
        lock (_lock) return fault is not null && _broken.Add(fault.Target) ? fault : null;
    }

    private Fault KilledComponent(string name) =>
        new($"{name} killed", Target(name), () => node.SignalAsync(name, "KILL"), () => node.StartComponentAsync(name));

    private Fault FrozenComponent(string name) =>
        new($"{name} frozen", Target(name), () => node.SignalAsync(name, "STOP"), () => node.SignalAsync(name, "CONT"));

    /// <summary>An API server that begins while its store is away ends, and nobody here starts it again: they break one after the other.</summary>
    private static string Target(string component) => component is Server or Store ? $"{Server}, {Store}" : component;

    /// <summary>The operator that leads by its own word; any when none does.</summary>
    private async Task<OperatorProgram> LeaderAsync(Random random)
    {
        bool[] leads = await Task.WhenAll(operators.Select(LeadsAsync));
        return operators.Zip(leads).Where(pair => pair.Second).Select(pair => pair.First).FirstOrDefault() ?? operators[random.Next(operators.Count)];
    }

    private static async Task<bool> LeadsAsync(OperatorProgram one)
    {
        try
        {
            return await one.MetricAsync("seal_operator_leader").WaitAsync(MetricsLimit) > 0;
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException)
        {
            return false;
        }
    }

    private Fault? KilledOperator(OperatorProgram one) => Operator("operator killed", one, one.KillAsync, one.Start);

    private Fault? FrozenOperator(OperatorProgram one) => Operator("operator frozen", one,
        () =>
        {
            one.Freeze();
            return Task.CompletedTask;
        }, _ => one.Thaw());

    private Fault? TerminatedOperator(OperatorProgram one) => Operator("operator terminated", one,
        async () =>
        {
            int code = await one.TerminateAsync();
            if (code != 0) journal.Add(JournalKind.Violation, $"{one.Url} ended with code {code}");
        }, one.Start);

    private static Fault Operator(string name, OperatorProgram one, Func<Task> begin, Action<string[]> end) => new(name, one.Url.Authority, begin,
        () =>
        {
            end([]);
            return Task.CompletedTask;
        });

    private string? AnyWorker(Random random) => pods.Current is { Count: > 0 } now ? now[random.Next(now.Count)].Name : null;

    /// <summary>The kubelet starts a container again whose process was killed; one that is frozen goes on.</summary>
    private async Task<Fault?> InPodAsync(string name, string? pod, string container, string signal)
    {
        if (pod is null || (await containers.RunningAsync(pod, container)).FirstOrDefault() is not { } running) return null;
        return new Fault(name, pod, () => containers.SignalAsync(running, signal),
            () => signal == Stop ? containers.SignalAsync(running, Continue) : Task.CompletedTask);
    }
}
