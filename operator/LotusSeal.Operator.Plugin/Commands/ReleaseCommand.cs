using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary><c>release</c>: lets pools that are being deleted go as they are.</summary>
internal static class ReleaseCommand
{
    private const string AllWord = "release";

    /// <summary>Makes the command.</summary>
    public static Command Create(PluginContext context, ClusterFlags flags)
    {
        Argument<string?> pool = new("POOL") { Description = "name of a pool that is being deleted", Arity = ArgumentArity.ZeroOrOne };
        pool.CompletionSources.Add(Completion.Pools(flags));
        Option<bool> all = new("--all") { Description = "all pools of the namespace that are being deleted" };
        Option<bool> anywhere = new("--all-namespaces", "-A") { Description = "with --all: of all namespaces" };
        Option<bool> yes = new("--yes", "-y") { Description = "do not ask" };
        Command command = new("release", "let a pool that is being deleted go at once, with its tasks as they are") { pool, all, anywhere, yes };
        command.SetAction(async (result, cancellationToken) =>
        {
            string? name = result.GetValue(pool) is { } text ? Names.PoolOf(text) : null;
            if (name is null != result.GetValue(all)) throw new UsageException("either the name of a pool or --all is needed");
            if (result.GetValue(anywhere) && name is not null) throw new UsageException("--all-namespaces: only together with --all");
            using Cluster cluster = flags.Open(result, result.GetValue(anywhere));
            V1Alpha1SealWorker[] pools = name is null ? await DeletedAsync(context, cluster, cancellationToken)
                : [await DeletedAsync(cluster, name, cancellationToken)];
            if (pools.Length == 0) return 0;
            await Confirmation.AskAsync(context, result.GetValue(yes), name ?? AllWord, pools.SelectMany(Consequences), cancellationToken);
            foreach (V1Alpha1SealWorker one in pools) await ReleaseAsync(context, cluster, one, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<V1Alpha1SealWorker> DeletedAsync(Cluster cluster, string name, CancellationToken cancellationToken)
    {
        V1Alpha1SealWorker pool = await cluster.PoolAsync(name, cancellationToken);
        if (pool.Metadata.DeletionTimestamp is not null) return pool;
        throw new PluginException($"pool {name} is not being deleted, so there is nothing to release: "
            + $"{cluster.Hints.Kubectl(cluster.Namespace, $"delete sealworker {name}")} drains its workers and removes it");
    }

    private static async Task<V1Alpha1SealWorker[]> DeletedAsync(PluginContext context, Cluster cluster, CancellationToken cancellationToken)
    {
        IReadOnlyList<V1Alpha1SealWorker> pools = await cluster.PoolsAsync(cancellationToken);
        V1Alpha1SealWorker[] deleted = [.. pools.Where(pool => pool.Metadata.DeletionTimestamp is not null)];
        foreach (V1Alpha1SealWorker pool in pools.Except(deleted)) await context.Error.WriteLineAsync($"{Name(pool)}: not being deleted, left alone");
        if (deleted.Length == 0) await context.Error.WriteLineAsync("no pool is being deleted");
        return deleted;
    }

    private static IEnumerable<string> Consequences(V1Alpha1SealWorker pool)
    {
        yield return $"{Name(pool)} goes at once, and Kubernetes ends its pods, each with its grace period for its tasks.";
        yield return "For what has not ended then the miner goes on waiting, as nobody tells it:";
        foreach (string line in JobLines.Of(pool)) yield return line;
        yield return StorageLine.Of(pool, $"{pool.Metadata.Name}'s");
    }

    private static async Task ReleaseAsync(PluginContext context, Cluster cluster, V1Alpha1SealWorker pool, CancellationToken cancellationToken)
    {
        string said = await Retries.ChangeAsync(async () =>
        {
            V1Alpha1SealWorker? now = await cluster.FindPoolAsync(pool.Metadata.NamespaceProperty, pool.Metadata.Name, cancellationToken);
            if (now is null || now.Metadata.Uid != pool.Metadata.Uid) return "gone already";
            if (PoolMarks.Says(now, PoolAnnotations.Release)) return "released already; the operator lets it go when it runs";
            await cluster.SetAsync(now, Patches.Annotate((PoolAnnotations.Release, "true")), cancellationToken);
            return "released; the operator lets it go at its next look";
        }, context.Time, cancellationToken);
        await context.Output.WriteLineAsync($"{Name(pool)}: {said}");
    }

    private static string Name(V1Alpha1SealWorker pool) => $"{pool.Metadata.NamespaceProperty}/{pool.Metadata.Name}";
}
