using System.CommandLine;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Plugin.Explain;
using LotusSeal.Operator.Plugin.Output;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary><c>why</c>: says in plain words why a worker gets no task or does not go, and what to do.</summary>
internal sealed class WhyCommand(PluginContext context, Cluster cluster)
{
    /// <summary>Makes the command.</summary>
    public static Command Create(PluginContext context, ClusterFlags flags)
    {
        Argument<string> target = new("POD|POOL") { Description = "name of a worker's pod or of a pool" };
        target.CompletionSources.Add(Completion.Pools(flags));
        target.CompletionSources.Add(Completion.Pods(flags));
        Command command = new("why", "say why a worker or a pool gets no task, or does not go, and what to do") { target };
        command.SetAction(async (result, cancellationToken) =>
        {
            (NameKind? kind, string name) = Names.Read(result.GetValue(target)!);
            using Cluster cluster = flags.Open(result);
            WhyCommand why = new(context, cluster);
            IEnumerable<string> lines = await why.ExplainAsync(kind, name, cancellationToken);
            await context.Output.WriteLineAsync(string.Join('\n', lines));
            return 0;
        });
        return command;
    }

    private async Task<IEnumerable<string>> ExplainAsync(NameKind? kind, string name, CancellationToken cancellationToken)
    {
        V1Alpha1SealWorker? pool = kind is NameKind.Pod ? null : await cluster.FindPoolAsync(name, cancellationToken);
        V1Pod? pod = kind is NameKind.Pool ? null : await cluster.FindPodAsync(name, cancellationToken);
        if (pool is not null && pod is not null)
            throw new PluginException($"pool and pod have the name '{name}': say sealworker/{name} or pod/{name}");
        if (pool is not null) return Explain(pool, await PodsAsync(pool, cancellationToken));
        if (pod is not null)
        {
            string owner = (await WorkerPods.ReadAsync(cluster, name, cancellationToken)).Pool;
            return await ExplainWorkerAsync(await cluster.PoolAsync(owner, cancellationToken), name, pod, cancellationToken);
        }

        // A worker whose pod is gone, or was never made, still belongs to a pool.
        int dash = name.LastIndexOf('-');
        if (kind is not NameKind.Pool && dash > 0 && PoolNames.Ordinal(name[..dash], name) is not null
            && await cluster.FindPoolAsync(name[..dash], cancellationToken) is { } guessed)
            return await ExplainWorkerAsync(guessed, name, null, cancellationToken);
        throw new PluginException($"there is no {(kind is null ? "pool or pod" : kind == NameKind.Pod ? "pod" : "pool")} '{name}' in namespace "
            + $"{cluster.Namespace}; {cluster.Hints.KubectlAnywhere("seal status -A")} lists all pools");
    }

    private async Task<IEnumerable<string>> ExplainWorkerAsync(V1Alpha1SealWorker pool, string name, V1Pod? pod, CancellationToken cancellationToken)
    {
        WorkerSight sight = await WithClaimAsync(pool, WorkerSight.Of(pool, name, pod), cancellationToken);
        DateTimeOffset now = context.Now;
        string where = sight.Pod?.Node is { } node ? $" on {node}" : "";
        string phase = sight.Entry?.Phase ?? (pod is null ? "no pod" : "not in the pool's status yet");
        IEnumerable<Finding> ofPool = new PoolFindings(pool, cluster.Hints, now).OfEachWorker();
        IEnumerable<Finding> findings = ofPool.Concat(new WorkerFindings(pool, sight, cluster.Hints, now).All());
        string title = $"{name}, worker of pool {pool.Metadata.NamespaceProperty}/{pool.Metadata.Name}: {phase}{where}";
        return ExplanationText.Lines(title, findings, Width);
    }

    private IEnumerable<string> Explain(V1Alpha1SealWorker pool, IReadOnlyList<V1Pod>? pods)
    {
        PoolExplanation about = new(pool, pods, cluster.Hints, context.Now);
        string title = $"pool {pool.Metadata.NamespaceProperty}/{pool.Metadata.Name}: {about.Summary}";
        return ExplanationText.Lines(title, about.Findings(), Width);
    }

    private async Task<WorkerSight> WithClaimAsync(V1Alpha1SealWorker pool, WorkerSight sight, CancellationToken cancellationToken)
    {
        if (WorkerSight.ClaimOf(pool, sight.Name) is not { } claim) return sight;
        try
        {
            return sight with { ClaimName = claim, Claim = await cluster.FindClaimAsync(claim, cancellationToken), ClaimIsKnown = true };
        }
        catch (PluginException error)
        {
            // Who may not look at claims still learns the rest.
            await context.Error.WriteLineAsync($"note: {PlainText.Line(error.Message)}");
            return sight;
        }
    }

    private async Task<IReadOnlyList<V1Pod>?> PodsAsync(V1Alpha1SealWorker pool, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<V1Pod> pods = await cluster.PodsAsync($"{PoolLabels.Pool}={pool.Metadata.Name}", cancellationToken);
            return [.. pods.Where(pod => WorkerPods.PoolOf(pod) == pool.Metadata.Name)];
        }
        catch (PluginException error)
        {
            await context.Error.WriteLineAsync($"note: {PlainText.Line(error.Message)}");
            return null;
        }
    }

    private int? Width => context.Size()?.Columns;
}
